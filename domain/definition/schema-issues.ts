import type { z } from 'zod';
import type { Issue, IssueParams } from '../errors.ts';
import { jsonPointer } from '../json-pointer.ts';
import { issuesOfZod, type Parsed } from '../zod-issues.ts';
import { keysOf, schemaAt } from './settings.ts';

/**
 * Reads a part of a definition. Its issues have JSON pointers under `prefix`; an unknown key is told with the keys that are known
 * there, a missing one by its name.
 */
export function readPart<T>(schema: z.ZodType<T>, value: unknown, prefix: readonly PropertyKey[] = []): Parsed<T> {
  const parsed = schema.safeParse(value, { reportInput: true });
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, issues: parsed.error.issues.flatMap((issue) => issuesOf(schema, issue, prefix)) };
}

function issuesOf(schema: z.ZodType, issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): readonly Issue[] {
  const place = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, issue.path));
    const hint = known.length === 0 ? 'Remove it.' : `Known are ${known.join(', ')}.`;
    return issue.keys.map((key) =>
      problem('unknown-key', [...place, key], `"${key}" is not known here. ${hint}`, { key }),
    );
  }
  if (issue.path.length > 0 && issue.input === undefined && issue.code !== 'custom') {
    return [problem('required', place, `"${String(issue.path.at(-1))}" is missing.`)];
  }
  if (issue.code === 'invalid_key')
    return [
      problem(
        'invalid-key',
        place,
        `"${String(issue.path.at(-1))}": ${issue.issues[0]?.message ?? 'this key is not allowed'}.`,
      ),
    ];
  return issuesOfZod({ issues: [issue] } as unknown as z.ZodError, prefix);
}

function problem(code: string, path: readonly PropertyKey[], message: string, params?: IssueParams): Issue {
  return { severity: 'error', code, path: jsonPointer(path), message, ...(params && { params }) };
}
