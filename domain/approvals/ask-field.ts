import { z } from 'zod';
import { variableNameSchema } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';

export const askFieldKinds = ['text', 'longText', 'number', 'date', 'boolean', 'choice'] as const;

/** A question of an ask: how the answer is called, what the form says, and what kind of answer it takes. */
export const askFieldSchema = z
  .strictObject({
    key: variableNameSchema,
    label: z.string().min(1).max(200).optional(),
    kind: z.enum(askFieldKinds).default('text'),
    options: z.array(z.string().min(1).max(200)).min(1).max(50).optional(),
    required: z.boolean().default(true),
  })
  .superRefine(({ kind, options }, context) => {
    if ((kind === 'choice') === (options !== undefined)) return;
    const message = kind === 'choice' ? 'a choice needs "options"' : 'only a choice has "options"';
    context.addIssue({ code: 'custom', path: ['options'], message, params: { code: 'options-misplaced' } });
  });
export type AskField = z.infer<typeof askFieldSchema>;

const longest = 10_000;

/**
 * Answers as they are stored: texts of a form become what their field takes, empty ones are left out. Unknown keys are issues,
 * as is what a field does not take, and a required answer that is missing.
 */
export function readAnswers(
  fields: readonly AskField[],
  given: JsonObject,
):
  | { readonly kind: 'answers'; readonly answers: JsonObject }
  | { readonly kind: 'issues'; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const answers: Record<string, Json> = {};
  for (const key of Object.keys(given))
    if (!fields.some((field) => field.key === key))
      issues.push(issue(key, 'unknown-field', `There is no question "${key}".`));
  for (const field of fields) {
    const raw = given[field.key];
    const empty = raw === undefined || raw === null || raw === '';
    // A box that is not ticked is not sent by a form.
    const answer = field.kind === 'boolean' && empty ? false : empty ? undefined : answerOf(field, raw);
    if (answer !== undefined && answer !== null) answers[field.key] = answer;
    else if (answer === null) issues.push(issue(field.key, 'wrong-type', expected(field)));
    else if (field.required)
      issues.push(issue(field.key, 'required', `"${field.label ?? field.key}" needs an answer.`));
  }
  return issues.length > 0 ? { kind: 'issues', issues } : { kind: 'answers', answers };
}

/** The answer as its field takes it; null where it does not. */
function answerOf({ kind, options = [] }: AskField, raw: Json): Json {
  if (kind === 'boolean')
    return raw === true || raw === 'true' || raw === 'on' ? true : raw === false || raw === 'false' ? false : null;
  if (kind === 'number') {
    const number = typeof raw === 'string' ? Number(raw.trim().replace(',', '.')) : raw;
    return typeof number === 'number' && Number.isFinite(number) ? number : null;
  }
  if (typeof raw !== 'string' || raw.length > longest) return null;
  if (kind === 'date') return z.iso.date().safeParse(raw).success ? raw : null;
  if (kind === 'choice') return options.includes(raw) ? raw : null;
  return raw;
}

function expected({ key, label = key, kind, options = [] }: AskField): string {
  const what = {
    text: 'a text',
    longText: 'a text',
    number: 'a number',
    date: 'a date such as 2026-03-31',
    boolean: 'true or false',
    choice: `one of ${options.join(', ')}`,
  }[kind];
  return `"${label}" is ${what}.`;
}

const issue = (key: string, code: string, message: string): Issue => ({
  severity: 'error',
  code,
  path: `/answers/${key}`,
  message,
});
