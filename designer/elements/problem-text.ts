import { Problem } from '../api/problem.ts';
import type { Words } from '../i18n/words.ts';

/**
 * What went wrong, in one sentence: the first value that was refused, else what the API says. Its own sentence is English:
 * in other languages the kind of problem is said instead.
 */
export function problemText(error: unknown, words: Words): string {
  if (!(error instanceof Problem)) return error instanceof Error ? error.message : '';
  const [issue] = error.issues;
  if (issue) return words.issue(issue);
  const title = words.say(error.title);
  return title === error.title ? (error.detail ?? title) : title;
}
