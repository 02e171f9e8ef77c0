import type { z } from 'zod';
import type { Issue } from '../errors.ts';
import { jsonPointer } from '../json-pointer.ts';
import { issuesOfZod } from '../zod-issues.ts';
import { keysOf, schemaAt } from './settings.ts';

/** Issues of a value that a schema of the definition refused; an unknown key is told with the keys that are known there. */
export function schemaIssues(
  schema: z.ZodType,
  error: z.ZodError,
  prefix: readonly PropertyKey[] = [],
): readonly Issue[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      const { issues } = error;
      return issuesOfZod({ ...error, issues: issues.filter((item) => item === issue) } as z.ZodError, prefix);
    }
    const known = keysOf(schemaAt(schema, issue.path));
    return issue.keys.map(
      (key): Issue => ({
        severity: 'error',
        code: 'unknown-key',
        path: jsonPointer([...prefix, ...issue.path, key]),
        message: `"${key}" is not known here. ${known.length === 0 ? 'Remove it.' : `Known are ${known.join(', ')}.`}`,
      }),
    );
  });
}
