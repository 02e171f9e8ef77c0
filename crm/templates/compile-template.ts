import Handlebars from 'handlebars';
import type { JsonObject } from '../../domain/json.ts';
import type { MissingPolicy, TemplateMode } from '../../domain/templates/check-template.ts';
import { isHeaderSafe } from '../../domain/templates/header-field.ts';
import { checkHtml } from '../../domain/templates/html-check.ts';
import { parseTemplate } from '../../domain/templates/parse-template.ts';
import { isSafeUrl } from '../../domain/templates/safe-url.ts';
import type { ProgramNode } from '../../domain/templates/syntax.ts';
import { type HelperSettings, helpers, isMissing, isProblem } from '../../domain/templates/template-helpers.ts';
import { guards, instrument } from './instrument.ts';
import { type RenderFailure, RenderStop } from './render-failure.ts';

/** What one rendering may see and do. `blanks` collects the values that were left out under the policy `empty`. */
export type RenderScope = {
  readonly context: JsonObject;
  readonly policy: MissingPolicy;
  readonly settings: HelperSettings;
  readonly maxOutput: number;
  readonly blanks: Set<string>;
};

/** A template ready to render, or why it never will be. */
export type CompiledTemplate = { readonly render: (scope: RenderScope) => string | RenderFailure } | RenderFailure;

type Options = { fn: (item: unknown, options?: object) => string; inverse: (item: unknown) => string; data?: object };

/**
 * Compiles a text. Only texts come in, never a tree: the one that Handlebars compiles is made here, from the text, of the node
 * kinds that `parseTemplate` lets through. Handlebars' own strict mode is off, the guards of `instrument` are stricter: null
 * and the empty text count as missing too.
 */
export function compileTemplate(text: string, mode: TemplateMode): CompiledTemplate {
  const { issues, program } = parseTemplate(text);
  const [parseIssue] = issues;
  if (!program) return { code: 'template-invalid', message: parseIssue?.message ?? 'The template has errors.' };
  const { issues: placeIssues, urls } = mode === 'html' ? checkHtml(program) : { issues: [], urls: new Set<never>() };
  const [placeIssue] = placeIssues;
  if (placeIssue) return { code: 'template-invalid', message: placeIssue.message };
  const run = compileProgram(instrument(program, urls), mode);
  return { render: (scope) => settle(() => checked(run(scope), mode, scope)) };
}

function compileProgram(program: ProgramNode, mode: TemplateMode): (scope: RenderScope) => string {
  const environment = Handlebars.create();
  const used = namesIn(program);
  for (const name of Object.keys(environment.helpers))
    if (!['if', 'unless', 'with'].includes(name) || !used.has(name)) environment.unregisterHelper(name);
  let current: RenderScope | undefined;
  const scopeNow = () => {
    if (!current) throw new Error('a helper runs only while its template is rendered');
    return current;
  };
  // Handlebars wraps every helper it has at each rendering, whether the template uses it or not.
  const functions = Object.entries(helperFunctions(scopeNow)).filter(([name]) => used.has(name));
  environment.registerHelper(Object.fromEntries(functions));
  const names = [...Object.keys(helpers), ...Object.values(guards)];
  const template = environment.compile<JsonObject>(program, {
    knownHelpers: Object.fromEntries(names.map((name) => [name, true])) as KnownHelpers,
    knownHelpersOnly: true,
    noEscape: mode !== 'html',
  });
  return (scope) => {
    current = scope;
    try {
      return template(scope.context, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
    } finally {
      current = undefined;
    }
  };
}

/** All that a tree calls by name, and the names of its values. */
function namesIn(node: unknown, names = new Set<string>()): ReadonlySet<string> {
  if (typeof node !== 'object' || node === null) return names;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'original' && typeof value === 'string') names.add(value);
    else namesIn(value, names);
  }
  return names;
}

/** The functions behind helpers and guards. Handlebars adds its options as the last argument. */
function helperFunctions(scopeNow: () => RenderScope): Record<string, (...args: unknown[]) => unknown> {
  const functions: Record<string, (...args: unknown[]) => unknown> = {
    [guards.print]: (value, shown) => print(present(value, String(shown), scopeNow()), String(shown)),
    [guards.state]: (value, shown) => print(isMissing(value) ? '' : value, String(shown)),
    [guards.need]: (value, shown) => present(value, String(shown), scopeNow()),
    [guards.url]: (value, shown) => safeUrl(String(value), String(shown)),
    each: (list, options) => each(list, options as Options, scopeNow().maxOutput),
  };
  for (const [name, helper] of Object.entries(helpers)) {
    if (!('run' in helper)) continue;
    functions[name] = (...args) => {
      const values = args.slice(0, -1);
      if (helper.kind === 'value' && isMissing(values[0])) return '';
      const result = helper.run(values, scopeNow().settings);
      if (isProblem(result))
        throw new RenderStop({ code: 'template-value', message: `"${name}": the value ${result.problem}.` });
      return result;
    };
  }
  return functions;
}

/** The value, or what the policy does about its absence. */
function present(value: unknown, shown: string, { policy, blanks }: RenderScope): unknown {
  if (!isMissing(value)) return value;
  if (policy !== 'empty')
    throw new RenderStop({ code: 'missing-value', path: shown, message: `"${shown}" is missing.` });
  blanks.add(shown);
  return '';
}

function print(value: unknown, shown: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new RenderStop({
    code: 'template-value',
    path: shown,
    message: `"${shown}" has several parts and cannot be printed.`,
  });
}

function safeUrl(value: string, shown: string): string {
  if (isSafeUrl(value)) return value.trim();
  throw new RenderStop({ code: 'unsafe-url', path: shown, message: `"${shown}" is an address that is not allowed.` });
}

/** Items of a list, or values of an object. Stops as soon as the output is too large, not when the memory is full. */
function each(list: unknown, { fn, inverse, data }: Options, maxOutput: number): string {
  const entries = Array.isArray(list)
    ? [...list.entries()]
    : typeof list === 'object' && list !== null
      ? Object.entries(list)
      : [];
  if (entries.length === 0) return inverse(list);
  let output = '';
  for (const [index, [key, item]] of entries.entries()) {
    const frame = Handlebars.createFrame(data ?? {});
    Object.assign(frame, { key, index, first: index === 0, last: index === entries.length - 1 });
    output += fn(item, { data: frame, blockParams: [item, key] });
    if (output.length > maxOutput) throw tooLarge(maxOutput);
  }
  return output;
}

function checked(output: string, mode: TemplateMode, { maxOutput }: RenderScope): string {
  if (output.length > maxOutput) throw tooLarge(maxOutput);
  if (mode !== 'header' || isHeaderSafe(output)) return output;
  throw new RenderStop({ code: 'header-injection', message: 'A header field, such as a subject, is one line.' });
}

function tooLarge(maxOutput: number): RenderStop {
  return new RenderStop({ code: 'output-too-large', message: `The result has more than ${maxOutput} characters.` });
}

/** A text, or the failure that ended its making. What else is thrown, by Intl for a wrong format, is the template's fault too. */
function settle(make: () => string): string | RenderFailure {
  try {
    return make();
  } catch (error) {
    if (error instanceof RenderStop) return error.failure;
    return { code: 'template-value', message: error instanceof Error ? error.message : String(error) };
  }
}
