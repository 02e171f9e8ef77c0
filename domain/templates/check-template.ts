import { type RuleScope, resolvePath } from '../logic/scope.ts';
import type { ValueType } from '../logic/value-type.ts';
import type { TemplateVariable } from './collect-template.ts';
import { isHeaderSafe } from './header-field.ts';
import { checkHtml } from './html-check.ts';
import { parseTemplate } from './parse-template.ts';
import type { ContentNode, ProgramNode } from './syntax.ts';
import { issueAt, type TemplateIssue } from './template-issue.ts';
import { ITEM, UNKNOWN } from './variable-path.ts';

/** What a template becomes: one header field, plain text or HTML. */
export type TemplateMode = 'header' | 'text' | 'html';
/** What a missing value without a default does: stop for a person, send nothing, or leave its place empty. */
export type MissingPolicy = 'block' | 'skip' | 'empty';

/**
 * Where a template stands: what it may read (as rules there may), the names of `links`, and what a missing value does. Without a
 * stated policy, a value that may be missing is a warning.
 */
export type TemplateScope = {
  readonly rules: RuleScope;
  readonly mode: TemplateMode;
  readonly links?: readonly string[];
  readonly missing?: MissingPolicy | undefined;
};

/** All issues of a template at its place: syntax, helpers, variables, and for HTML where values stand. */
export function checkTemplate(text: string, scope: TemplateScope): readonly TemplateIssue[] {
  const { issues, variables, program } = parseTemplate(text);
  if (!program) return issues;
  return [
    ...variables.flatMap((variable) => checkVariable(variable, scope)),
    ...(scope.mode === 'html' ? checkHtml(program).issues : []),
    ...(scope.mode === 'header' ? checkHeader(program) : []),
  ];
}

function checkVariable(variable: TemplateVariable, scope: TemplateScope): TemplateIssue[] {
  const issue = (severity: TemplateIssue['severity'], code: string, message: string) => [
    { severity, code, message, pos: variable.pos, params: { key: variable.path } },
  ];
  const type = typeAt(variable.segments, scope);
  if (typeof type === 'string') return issue('error', 'template-unknown-variable', type);
  const { path, helper } = variable;
  if (path === 'related' && helper !== 'with')
    return issue('error', 'template-not-printable', 'Name one of the related records, as in related.account.name.');
  if (helper === undefined && (type.base === 'list' || type.base === 'object')) {
    return issue('error', 'template-not-printable', `"${path}" has several parts: name one, or use each or join.`);
  }
  if (helper === 'each' && !['list', 'object', 'unknown'].includes(type.base)) {
    return issue('error', 'template-wrong-type', `"${path}" is no list.`);
  }
  if (helper === 'money' && type.base !== 'number' && type.base !== 'text' && type.base !== 'unknown') {
    return issue('error', 'template-wrong-type', `"${path}" is no amount.`);
  }
  if (helper === 'date' && (type.base === 'number' || type.base === 'boolean')) {
    return issue('error', 'template-wrong-type', `"${path}" is no date.`);
  }
  return [
    ...(helper === undefined && type.money
      ? issue('warning', 'template-raw-money', `"${path}" is in minor units: write {{money ${path} …}}.`)
      : []),
    ...(scope.missing === undefined && type.optional === true && !variable.optional
      ? issue(
          'warning',
          'template-may-be-missing',
          `"${path}" may be missing: give a default, as in {{default ${path} "…"}}.`,
        )
      : []),
  ];
}

/** The type at the segments of a variable, or what is wrong with it, in words. */
function typeAt(segments: readonly string[], scope: TemplateScope): ValueType | string {
  if (segments.length === 0 || segments.includes(UNKNOWN)) return { base: 'unknown' };
  if (segments[0] === 'links') return linkType(segments, scope.links ?? []);
  const list = segments.indexOf(ITEM);
  const type = resolvePath((list < 0 ? segments : segments.slice(0, list)).join('.'), scope.rules);
  return typeof type === 'string' || list < 0 ? type : within(type, segments, list);
}

function linkType([, name, ...deeper]: readonly string[], links: readonly string[]): ValueType | string {
  if (name === undefined) return { base: 'object' };
  if (deeper.length === 0 && links.includes(name)) return { base: 'text' };
  return `There is no link "${name}"; there are ${links.join(', ') || 'none'}.`;
}

/** Goes on from a list at `segments[from]`: items, then their keys. */
function within(type: ValueType, segments: readonly string[], from: number): ValueType | string {
  let at: ValueType = type;
  for (const segment of segments.slice(from)) {
    if (at.base === 'unknown') return at;
    const next = segment === ITEM ? at.item : at.keys && Object.hasOwn(at.keys, segment) ? at.keys[segment] : undefined;
    if (!next)
      return segment === ITEM
        ? `"${segments.slice(0, from).join('.')}" is no list.`
        : `There is no "${segment}" in an item.`;
    at = next;
  }
  return at;
}

function checkHeader({ body }: ProgramNode): TemplateIssue[] {
  const broken = body.find(
    (node): node is ContentNode => node.type === 'ContentStatement' && !isHeaderSafe(node.value),
  );
  return broken ? [issueAt(broken, 'header-injection', 'A header field, such as a subject, is one line.')] : [];
}
