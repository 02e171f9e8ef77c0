import Handlebars from 'handlebars';
import { collectTemplate, type TemplateVariable } from './collect-template.ts';
import type { Position, ProgramNode } from './syntax.ts';
import type { TemplateIssue } from './template-issue.ts';

/** Longest template, in characters. */
export const MAX_TEMPLATE_LENGTH = 262_144;

export type ParsedTemplate = {
  /** Errors only; a template with any of them is never compiled. */
  readonly issues: readonly TemplateIssue[];
  /** Every reading of a variable, in order. */
  readonly variables: readonly TemplateVariable[];
  /** Names of the helpers it uses, each once. */
  readonly helpers: readonly string[];
  /** The tree, where there are no issues. */
  readonly program?: ProgramNode;
};

/**
 * Takes a template apart without compiling it. Refused, each with its place: what is no Handlebars; partials, decorators and raw
 * output (`{{{x}}}`), helpers that are not in `template-helpers`, wrong numbers of arguments, paths that lead out of the data.
 */
export function parseTemplate(text: string): ParsedTemplate {
  if (typeof text !== 'string' || text.length > MAX_TEMPLATE_LENGTH) {
    return refused('template-too-large', 'A template is a text of at most 262,144 characters.', { line: 1, column: 0 });
  }
  const program = parse(text);
  if ('code' in program) return { issues: [program], variables: [], helpers: [] };
  const { issues, ...found } = collectTemplate(program);
  return issues.length > 0 ? { issues, ...found } : { issues, ...found, program };
}

function parse(text: string): ProgramNode | TemplateIssue {
  try {
    // What the parser can give is narrowed by collectTemplate before anything uses it.
    return Handlebars.parse(text) as unknown as ProgramNode;
  } catch (error) {
    return syntaxIssue(error instanceof Error ? error.message : String(error));
  }
}

/** Handlebars says "Parse error on line 3:\n…", then an excerpt and what it expected, or "… doesn't match … - 3:5". */
function syntaxIssue(message: string): TemplateIssue {
  const line = Number(/on line (\d+)/.exec(message)?.[1] ?? / - (\d+):\d+$/.exec(message)?.[1] ?? 1);
  const column = Number(/ - \d+:(\d+)$/.exec(message)?.[1] ?? 0);
  const mismatch = /^(\S+ doesn't match \S+)/.exec(message)?.[1];
  const reason = mismatch ?? (/got 'EOF'/.test(message) ? 'a block is not closed' : 'a tag is not well formed');
  return { severity: 'error', code: 'template-syntax', message: `Line ${line}: ${reason}.`, pos: { line, column } };
}

function refused(code: string, message: string, pos: Position): ParsedTemplate {
  return { issues: [{ severity: 'error', code, message, pos }], variables: [], helpers: [] };
}
