import type { Issue } from '../../domain/errors.ts';
import { jsonPointer } from '../../domain/json-pointer.ts';

/** The issues of a part of the definition, with paths that begin there. */
export function issuesBelow(issues: readonly Issue[], path: readonly (string | number)[]): readonly Issue[] {
  const place = jsonPointer(path);
  return issues.flatMap((issue) =>
    issue.path === place || issue.path.startsWith(`${place}/`)
      ? [{ ...issue, path: issue.path.slice(place.length) }]
      : [],
  );
}
