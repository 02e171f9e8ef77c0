import type { z } from 'zod';
import type { Issue } from './errors.ts';
import { jsonPointer } from './json-pointer.ts';

const codes: Readonly<Record<string, string>> = {
  invalid_type: 'wrong-type',
  invalid_value: 'not-in-list',
  invalid_format: 'wrong-format',
  too_big: 'too-large',
  too_small: 'too-small',
  unrecognized_keys: 'unknown-field',
  invalid_union: 'wrong-type',
  invalid_key: 'unknown-field',
  not_multiple_of: 'wrong-step',
};

/** A value as its schema gives it, or the issues why not. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Reads a value with a zod schema; issues have JSON pointers, under `prefix`. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, prefix: readonly PropertyKey[] = []): Parsed<T> {
  // With the input in its issues, a value that is missing can be told from one of a wrong type.
  const parsed = schema.safeParse(value, { reportInput: true });
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, issues: issuesOfZod(parsed.error, prefix) };
}

/**
 * Issues of a value that a zod schema refused, each with a JSON pointer. A schema's own checks name their code in
 * `params.code`; unknown keys give one issue each, at the key.
 */
export function issuesOfZod(error: z.ZodError, prefix: readonly PropertyKey[] = []): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => problem('unknown-field', [...path, key], `There is no field "${key}" here.`));
    }
    if (issue.code === 'invalid_type' && 'input' in issue && issue.input === undefined) {
      return problem('required', path, 'A value is required.');
    }
    const own = issue.code === 'custom' ? issue.params?.code : undefined;
    return problem(typeof own === 'string' ? own : (codes[issue.code] ?? 'invalid'), path, asSentence(issue.message));
  });
}

/** Schemas say what is wrong in a clause: "a branch needs an event". */
function asSentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${clause.endsWith('.') ? '' : '.'}`;
}

function problem(code: string, path: readonly PropertyKey[], message: string): Issue {
  return { severity: 'error', code, path: jsonPointer(path), message };
}
