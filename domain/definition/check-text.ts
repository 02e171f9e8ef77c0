import type { Issue } from '../errors.ts';
import { type RuleScope, resolvePath } from '../logic/scope.ts';
import { parseTemplate } from '../templates/parse-template.ts';

/** Roots that texts read beside those of rules. */
const ownRoots: ReadonlySet<string> = new Set(['links']);

/** What is wrong with a Handlebars text where it stands: its syntax, helpers and variables. */
export function checkText(text: string, scope: RuleScope, path: string): readonly Issue[] {
  const { issues, variables } = parseTemplate(text);
  const unknown = variables.flatMap(({ segments }): Issue[] => {
    const end = segments.indexOf('[]');
    const known = end < 0 ? segments : segments.slice(0, end);
    if (known.length === 0 || ownRoots.has(known[0] ?? '')) return [];
    const type = resolvePath(known.join('.'), scope);
    return typeof type === 'string'
      ? [{ severity: 'error', code: 'template-unknown-variable', path, message: type }]
      : [];
  });
  return [...issues.map(({ severity, code, message }) => ({ severity, code, path, message })), ...unknown];
}
