import type { Issue, IssueParams } from '../errors.ts';
import type { RuleScope } from './scope.ts';
import type { ValueType } from './value-type.ts';

/** What checking carries along: inside an iteration `element` is what paths begin from. */
export type CheckContext = {
  readonly scope: RuleScope;
  readonly element?: ValueType;
  readonly iterations: number;
  readonly report: (issue: Issue) => void;
};

/** Reports an error at a place of the rule. */
export function reportError(
  context: CheckContext,
  code: string,
  path: string,
  message: string,
  params?: IssueParams,
): void {
  context.report({ severity: 'error', code, path, message, ...(params && { params }) });
}
