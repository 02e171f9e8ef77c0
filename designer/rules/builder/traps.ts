import type { Issue } from '../../../domain/errors.ts';
import { checkRule } from '../../../domain/logic/check.ts';
import type { RuleScope } from '../../../domain/logic/scope.ts';
import { operandInfo } from './operand-info.ts';
import { isDenied, isQuery, plain, type Query, type Row } from './query.ts';
import { ruleOf } from './rule-of.ts';
import { ruleOfRow } from './rule-of-row.ts';

/** What is to be told of a line: what the check of rules says, or what follows from a value that may be missing. */
export type Trap =
  | { readonly kind: 'issue'; readonly issue: Issue }
  | { readonly kind: 'incomplete' | 'missing-left-out' | 'missing-passes' };

const orders: readonly string[] = ['<', '<=', '>', '>=', 'between', 'within'];
const unequal: readonly string[] = ['!=', '!=='];
const holding: readonly string[] = ['==', '===', 'in', 'has', 'contains', 'startsWith'];
const present: readonly string[] = ['not:isEmpty', '!!', 'bare', 'notNull'];

/** The traps of one line; `sure`: what another line beside it makes certain to be there. */
export function trapsOfRow(row: Row, scope: RuleScope, sure: readonly string[] = []): readonly Trap[] {
  const rule = ruleOfRow(row);
  if (rule === undefined) return [{ kind: 'incomplete' }];
  const issues = checkRule(rule, scope).map((issue): Trap => ({ kind: 'issue', issue }));
  if (issues.length > 0 || sure.includes(row.field)) return issues;
  return operandInfo(row.field, scope)?.optional === true ? ofMissing(row) : [];
}

function ofMissing({ operator }: Row): readonly Trap[] {
  if (orders.includes(operator)) return [{ kind: 'missing-left-out' }];
  const passes = isDenied(operator) ? holding.includes(plain(operator)) : unequal.includes(operator);
  return passes ? [{ kind: 'missing-passes' }] : [];
}

/** The traps of a group beside those of its lines: what its denial means, and that a rule has bounds. */
export function trapsOfGroup(query: Query, scope: RuleScope, isRoot: boolean): readonly Trap[] {
  const rule = ruleOf(query);
  if (rule === undefined || (query.not !== true && !isRoot)) return [];
  const own = (issue: Issue) => issue.code.startsWith('rule-too-') || (query.not === true && isAtDenial(issue));
  return checkRule(rule, scope)
    .filter(own)
    .map((issue): Trap => ({ kind: 'issue', issue }));
}

const isAtDenial = ({ code, path }: Issue) => code === 'missing-passes' && /^\/!(\/0)?$/.test(path);

/** What the lines of a group that join by "and" make certain for one another. */
export function sureIn({ combinator, not, rules }: Query): readonly string[] {
  if (combinator !== 'and' || not === true) return [];
  return rules.flatMap((part) => (!isQuery(part) && present.includes(part.operator) ? [part.field] : []));
}
