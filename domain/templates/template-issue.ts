import type { IssueParams } from '../errors.ts';
import type { Position } from './syntax.ts';

/** What is wrong with a template, and where; line from 1, column from 0. */
export type TemplateIssue = {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly pos: Position;
  /** What the message names. */
  readonly params?: IssueParams;
};

/** An issue at a part of the tree. */
export function issueAt(
  node: { readonly loc: { readonly start: Position } },
  code: string,
  message: string,
  severity: TemplateIssue['severity'] = 'error',
): TemplateIssue {
  const { line, column } = node.loc.start;
  return { severity, code, message, pos: { line, column } };
}
