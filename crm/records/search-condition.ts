import { AppError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Actor } from '../actor.ts';
import { listTopics } from '../consent/topics.ts';
import type { Queryable } from '../database.ts';
import { lookUpRates } from '../lookup/rates.ts';
import { compileSearch } from '../search/compile-search.ts';
import type { FieldCatalogue } from './fields.ts';
import { reachSql } from './rights.ts';

/** A JSON-Logic condition over the records of a type as SQL for the alias `t`; related records that the actor may not read count as missing. @throws AppError `invalid-rule` with issues under `/where` */
export async function searchCondition(
  db: Queryable,
  given: {
    readonly actor: Actor;
    readonly type: RecordTypeKey;
    readonly where: Json;
    readonly now: Date;
    readonly catalogue: FieldCatalogue;
    readonly firstParam: number;
  },
): Promise<{ readonly sql: string; readonly params: readonly unknown[] }> {
  const { actor, type, where, now, catalogue, firstParam } = given;
  const text = JSON.stringify(where);
  const topics = text.includes('"reachable"')
    ? new Map((await listTopics(db)).map(({ key, mode }) => [key, mode]))
    : undefined;
  const rates = await ratesIn(db, text, now);
  const compiled = compileSearch({
    recordType: type,
    rule: where,
    now: now.toISOString(),
    fieldsOf: (other) => catalogue.fieldsOf(other),
    firstParam,
    ...(topics === undefined ? {} : { topics }),
    rates: (currency) => rates.get(currency) ?? { [currency]: 1 },
    within: (related, alias, bind) =>
      reachSql({
        actor,
        action: 'read',
        type: related,
        column: (name) => `${alias}."${name}"`,
        bind: (id) => bind(id, 'uuid'),
      }) ?? 'FALSE',
  });
  if (compiled.kind === 'ok') return compiled;
  throw new AppError('invalid-rule', {
    issues: compiled.issues.map((issue) => ({ ...issue, path: `/where${issue.path}` })),
  });
}

/** Factors of every currency that a rule names. */
async function ratesIn(db: Queryable, rule: string, now: Date): Promise<Map<string, Readonly<Record<string, number>>>> {
  const rates = new Map<string, Readonly<Record<string, number>>>();
  if (!rule.includes('"inCurrency"')) return rates;
  for (const [, currency = ''] of rule.matchAll(/"([A-Z]{3})"/g)) {
    const [factors] = await lookUpRates(db, { kind: 'rates', key: currency, currency }, [{ now }]);
    rates.set(currency, factors as Readonly<Record<string, number>>);
  }
  return rates;
}
