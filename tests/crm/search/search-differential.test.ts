import { type OperatorKey, operatorInfo, operators } from '../../../domain/logic/operators.ts';
import { type FieldKind, fieldKinds } from '../../../domain/records/field.ts';
import { partlyRefusedCells, refusedCells } from './refused-cells.ts';
import { pathsOf, rulesOf } from './rules-of-cells.ts';
import { testJudges } from './search-judge.ts';

const judgeOf = testJudges('deal');
const judge = () => judgeOf('deal');

/** Compares the rules of one cell and tells whether all, some or none of them have a form in SQL. */
async function compareCell(operator: OperatorKey, kind: FieldKind): Promise<'all' | 'some' | 'none' | 'no rules'> {
  const rules = pathsOf(kind).flatMap((path) => rulesOf[operator]({ operator, path, kind }));
  const compiled = rules.filter((rule) => judge().compile(rule).kind === 'ok');
  const found = await judge().bySql(compiled);
  for (const [n, rule] of compiled.entries()) {
    expect({ rule, true: found[n] }).toEqual({ rule, true: await judge().inMemory(rule) });
  }
  if (rules.length === 0) return 'no rules';
  return compiled.length === 0 ? 'none' : compiled.length < rules.length ? 'some' : 'all';
}

describe('SQL and memory agree: every operator over every kind of value, built-in, custom and related', () => {
  const keys = (Object.keys(operators) as OperatorKey[]).filter((key) => operatorInfo(key).kind !== 'lookup');
  test.each(keys)('%s', async (operator) => {
    for (const kind of fieldKinds) {
      const refused = refusedCells[operator]?.includes(kind) === true;
      const partly = partlyRefusedCells[operator]?.includes(kind) === true;
      const outcome = await compareCell(operator, kind);
      expect([kind, outcome]).toEqual([kind, refused ? 'none' : partly ? 'some' : 'all']);
    }
  });
});
