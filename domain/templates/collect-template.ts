import type { IssueParams } from '../errors.ts';
import {
  type BlockNode,
  type CallNode,
  type ExpressionNode,
  helperNameOf,
  isPath,
  type MustacheNode,
  type PathNode,
  type Position,
  type ProgramNode,
  type StatementNode,
} from './syntax.ts';
import { type Helper, helperOf } from './template-helpers.ts';
import { issueAt, type TemplateIssue } from './template-issue.ts';
import { type Frame, frameInside, outermost, segmentsOf } from './variable-path.ts';

/**
 * A variable that a template reads. `segments` lead from a root to it, `[]` standing for "each item of"
 * (`record.lines.[].quantity`). `optional`: its absence is provided for, by `default`, as a condition, or inside the `if` that
 * asks for it. `helper`: the helper it is given to; without one it is printed as it is.
 */
export type TemplateVariable = {
  readonly path: string;
  readonly segments: readonly string[];
  readonly optional: boolean;
  readonly helper?: string;
  readonly pos: Position;
};

export type CollectedTemplate = {
  readonly issues: readonly TemplateIssue[];
  readonly variables: readonly TemplateVariable[];
  readonly helpers: readonly string[];
};

const MAX_NODES = 5_000;
const MAX_DEPTH = 20;
const DATA_NAMES = new Set(['index', 'key', 'first', 'last', 'root']);
const FORBIDDEN = /^(?:__.*|constructor|prototype)$/;

type Walk = {
  readonly issues: TemplateIssue[];
  readonly variables: TemplateVariable[];
  readonly helpers: Set<string>;
  nodes: number;
};
/** `known`: paths that are there, because an enclosing `if` asked for them. */
type Place = { readonly frame: Frame; readonly known: ReadonlySet<string>; readonly depth: number };
type Use = { readonly optional: boolean; readonly helper?: string };

/** Walks a tree once: refuses what is not let through, and notes variables and helpers. */
export function collectTemplate(program: ProgramNode): CollectedTemplate {
  const walk: Walk = { issues: [], variables: [], helpers: new Set(), nodes: 0 };
  visitBody(walk, program, { frame: outermost, known: new Set(), depth: 0 });
  return { issues: walk.issues, variables: walk.variables, helpers: [...walk.helpers] };
}

function visitBody(walk: Walk, program: ProgramNode | undefined, place: Place): void {
  for (const statement of program?.body ?? []) {
    if (isTooMuch(walk, statement, place.depth)) return;
    visitStatement(walk, statement, place);
  }
}

function isTooMuch(walk: Walk, node: StatementNode | ExpressionNode, depth: number): boolean {
  walk.nodes += 1;
  if (walk.nodes <= MAX_NODES && depth <= MAX_DEPTH) return false;
  if (!walk.issues.some(({ code }) => code === 'template-too-complex')) {
    refuse(walk, node, 'template-too-complex', `A template has at most ${MAX_NODES} parts, ${MAX_DEPTH} blocks deep.`);
  }
  return true;
}

function visitStatement(walk: Walk, statement: StatementNode, place: Place): void {
  if (statement.type === 'ContentStatement' || statement.type === 'CommentStatement') return;
  if (statement.type === 'MustacheStatement') visitMustache(walk, statement, place);
  else if (statement.type === 'BlockStatement') visitBlock(walk, statement, place);
  else refuse(walk, statement, 'template-forbidden', 'Partials and decorators are not available in templates.');
}

function visitMustache(walk: Walk, tag: MustacheNode, place: Place): void {
  if (!tag.escaped)
    refuse(walk, tag, 'template-raw-output', 'Raw output is not available: write two braces, without &.');
  if (helperNameOf(tag) !== undefined) visitCall(walk, tag, place);
  else if (!isPath(tag.path)) refuse(walk, tag, 'template-syntax', 'A tag names a variable or a helper.');
  else if (helperOf(tag.path.original) && !place.frame.names.has(tag.path.original)) {
    refuse(walk, tag, 'template-helper-arguments', `The helper "${tag.path.original}" needs arguments.`);
  } else readPath(walk, tag.path, place, { optional: false });
}

function visitCall(walk: Walk, call: MustacheNode | CallNode, place: Place): void {
  const helper = checkedHelper(walk, call, place);
  if (!helper) return;
  const name = helperNameOf(call) ?? '';
  if (helper.kind === 'block')
    refuse(walk, call, 'template-helper-arguments', `"${name}" is a block: write {{#${name} …}}.`);
  visitParams(walk, call.params, place, { optional: helper.kind === 'test', helper: name });
}

function visitBlock(walk: Walk, block: BlockNode, place: Place): void {
  const helper = checkedHelper(walk, block, place);
  if (!helper) return;
  const name = helperNameOf(block) ?? '';
  if (helper.kind !== 'block') {
    refuse(walk, block, 'template-helper-arguments', `"${name}" is no block.`);
    return;
  }
  visitParams(walk, block.params, place, { optional: true, helper: name });
  for (const given of block.program?.blockParams ?? []) {
    if (helperOf(given) || FORBIDDEN.test(given))
      refuse(walk, block, 'template-forbidden', `A block cannot name a value "${given}".`);
  }
  const inner = { ...place, depth: place.depth + 1 };
  const asked = { ...inner, known: new Set([...place.known, ...conditionsOf(block.params, place.frame)]) };
  const [main, other] = name === 'unless' ? [inner, asked] : [asked, inner];
  visitBody(walk, block.program, { ...main, frame: frameInside(block, place.frame) });
  visitBody(walk, block.inverse, other);
}

function visitParams(walk: Walk, params: readonly ExpressionNode[], place: Place, use: Use): void {
  for (const param of params) {
    const inner = { ...place, depth: place.depth + 1 };
    if (isTooMuch(walk, param, inner.depth)) return;
    if (isPath(param)) readPath(walk, param, place, use);
    else if (param.type === 'SubExpression') visitCall(walk, param, inner);
  }
}

function checkedHelper(walk: Walk, call: MustacheNode | CallNode | BlockNode, { frame }: Place): Helper | undefined {
  const name = helperNameOf(call) ?? '';
  const helper = frame.names.has(name) ? undefined : helperOf(name);
  if (!helper) refuse(walk, call, 'template-unknown-helper', `There is no helper "${name}".`, { key: name });
  else if (!takes(helper, call)) {
    refuse(walk, call, 'template-helper-arguments', `The helper "${name}" takes: ${helper.args.join(', ')}.`, {
      key: name,
    });
  }
  if (helper) walk.helpers.add(name);
  return helper;
}

/** Whether a call has the arguments that its helper wants; named arguments there are none. */
function takes({ args }: Helper, { params, hash }: MustacheNode | CallNode | BlockNode): boolean {
  if (hash !== undefined) return false;
  if (args.some((name) => name.endsWith('…'))) return params.length > 0;
  return params.length >= args.filter((name) => !name.endsWith('?')).length && params.length <= args.length;
}

function readPath(walk: Walk, path: PathNode, { frame, known }: Place, use: Use): void {
  if (path.parts.some((part) => FORBIDDEN.test(part))) {
    refuse(walk, path, 'template-forbidden', `"${path.original}" leads out of the data.`);
    return;
  }
  if (path.data && !DATA_NAMES.has(path.parts[0] ?? '')) {
    refuse(walk, path, 'template-unknown-variable', `There is no "${path.original}".`, { key: path.original });
    return;
  }
  const segments = segmentsOf(path, frame);
  if (segments === undefined) return;
  const { line, column } = path.loc.start;
  const optional = use.optional || known.has(segments.join('.'));
  walk.variables.push({ path: segments.join('.'), segments, pos: { line, column }, ...use, optional });
}

/** Paths that are there where a condition holds: the path itself, or all those of an `and`. */
function conditionsOf(params: readonly ExpressionNode[], frame: Frame): string[] {
  return params.flatMap((param) => {
    if (isPath(param)) return segmentsOf(param, frame)?.join('.') ?? [];
    return param.type === 'SubExpression' && helperNameOf(param) === 'and' ? conditionsOf(param.params, frame) : [];
  });
}

function refuse(
  walk: Walk,
  node: { readonly loc: { readonly start: Position } },
  code: string,
  message: string,
  params?: IssueParams,
): void {
  walk.issues.push({ ...issueAt(node, code, message), ...(params && { params }) });
}
