import { Problem } from '../api/problem.ts';
import { useWords } from '../i18n/words.ts';

/** Says, in the language of the app, what the API found wrong with a field or with something inside it. */
export function useIssueAt(error: unknown): (field: string) => string | undefined {
  const words = useWords();
  const issues = error instanceof Problem ? error.issues : [];
  return (field) => {
    const found = issues.find(({ path }) => path === `/${field}` || path.startsWith(`/${field}/`));
    return found && words.issue(found);
  };
}
