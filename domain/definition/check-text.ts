import type { Issue } from '../errors.ts';
import type { RuleScope } from '../logic/scope.ts';
import { checkTemplate, type MissingPolicy, type TemplateMode } from '../templates/check-template.ts';

/** Links that messages have; other texts have none. `approval` is there where the message asks somebody, `offer` where it sends one. */
const messageLinks = ['unsubscribe', 'preferences', 'approval', 'offer'] as const;

/** Where a text stands: what it becomes, what it may read, and what a missing value does. */
export type TextPlace = {
  readonly mode: TemplateMode;
  readonly rules: RuleScope;
  readonly missing?: MissingPolicy | undefined;
};

/** What is wrong with a Handlebars text where it stands, all of it at the path of the text; the message says the line. */
export function checkText(text: string, place: TextPlace, path: string): readonly Issue[] {
  const { rules, mode, missing } = place;
  return checkTemplate(text, { rules, mode, missing, links: messageLinks }).map(
    ({ severity, code, message, pos, params }) => ({
      severity,
      code,
      path,
      message: pos.line > 1 && !message.startsWith('Line') ? `Line ${pos.line}: ${message}` : message,
      params: { ...params, line: pos.line },
    }),
  );
}
