import type { Issue } from '../errors.ts';
import { parseRule } from '../logic/node.ts';
import { type RuleRead, readsOf } from '../logic/reads.ts';
import type { Rule } from '../steps/effect.ts';

/**
 * Issues of a rule that is judged again when what it reads changes (exit, goal, a wait until it is true): time passes, and users
 * change, without an event that would tell. `path` is a JSON pointer to the rule.
 */
export function checkUnnoticed(rule: Rule, path: string): readonly Issue[] {
  const { node, issues } = parseRule(rule);
  if (issues.length > 0) return [];
  const reads = readsOf(node);
  return [
    ...(reads.some(({ root }) => root === 'now') ? [{ ...byTime, path }] : []),
    ...(reads.some(isOfUser) ? [{ ...byOwner, path }] : []),
  ];
}

/** Who the owner is stands in the record; what the owner is like does not. */
const isOfUser = ({ root, field }: RuleRead) => root === 'owner' && field !== undefined && field !== 'id';

const byTime = {
  severity: 'error',
  code: 'depends-on-time',
  message:
    'This changes by time alone, and it is looked at when data changes. Leave the time out, or wait for it in a step.',
} as const;

const byOwner = {
  severity: 'error',
  code: 'depends-on-owner',
  message:
    'This changes with the data of a user, and it is looked at when records change. Compare "record.ownerId", or look at the owner in a step.',
} as const;
