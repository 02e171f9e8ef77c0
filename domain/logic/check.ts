import type { Issue } from '../errors.ts';
import { typeOfNode } from './check-node.ts';
import { parseRule } from './node.ts';
import type { RuleScope } from './scope.ts';
import type { ValueType } from './value-type.ts';

/**
 * What is wrong with a rule where it stands: structure, operators, sizes, paths that the scope does not have, unlike types
 * compared. `path` of an issue is the JSON pointer inside the rule. Errors make it unusable, warnings name traps.
 */
export function checkRule(rule: unknown, scope: RuleScope): readonly Issue[] {
  return checkRuleType(rule, scope).issues;
}

/** The issues of a rule and the type of its value, which is unknown when there are errors. */
export function checkRuleType(
  rule: unknown,
  scope: RuleScope,
): { readonly issues: readonly Issue[]; readonly type: ValueType } {
  const parsed = parseRule(rule);
  if (parsed.issues.length > 0) return { issues: parsed.issues, type: { base: 'unknown' } };
  const issues: Issue[] = [];
  const type = typeOfNode(parsed.node, { scope, iterations: 0, report: (issue) => issues.push(issue) });
  return { issues, type: issues.some(({ severity }) => severity === 'error') ? { base: 'unknown' } : type };
}
