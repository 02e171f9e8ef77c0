import type {
  BlockNode,
  CallNode,
  ExpressionNode,
  LiteralNode,
  MustacheNode,
  PathNode,
  ProgramNode,
  StatementNode,
} from '../../domain/templates/syntax.ts';
import { helperNameOf, isPath } from '../../domain/templates/syntax.ts';
import { helperOf } from '../../domain/templates/template-helpers.ts';

/** Names of the guards that are put into a tree. No template can write them: `=` is no part of a name there. */
export const guards = { print: '=print', state: '=state', need: '=need', url: '=url' } as const;

/**
 * A copy of a checked tree in which every value passes a guard: `=print` around what is printed, `=state` where the template
 * says itself what is printed instead, be it nothing, `=need` around what a helper must have, `=url` around what becomes an
 * address. So no missing value prints as nothing unasked, whatever Handlebars does.
 */
export function instrument(program: ProgramNode, urls: ReadonlySet<MustacheNode>): ProgramNode {
  return { ...program, body: program.body.map((statement) => guardStatement(statement, urls)) };
}

function guardStatement(statement: StatementNode, urls: ReadonlySet<MustacheNode>): StatementNode {
  if (statement.type === 'MustacheStatement') return guardTag(statement, urls.has(statement));
  return statement.type === 'BlockStatement' ? guardBlock(statement, urls) : statement;
}

function guardBlock(block: BlockNode, urls: ReadonlySet<MustacheNode>): BlockNode {
  return {
    ...block,
    params: block.params.map((param) => guardParam(param, 'block')),
    program: block.program && instrument(block.program, urls),
    inverse: block.inverse && instrument(block.inverse, urls),
  };
}

function guardTag(tag: MustacheNode, isUrl: boolean): MustacheNode {
  const value: ExpressionNode =
    helperNameOf(tag) === undefined ? tag.path : guardCall({ ...tag, type: 'SubExpression' });
  const printed = call(hasDefault(value) ? guards.state : guards.print, value, tag);
  const { path, params } = isUrl ? call(guards.url, printed, tag) : printed;
  return { ...tag, path, params, hash: undefined };
}

/** Whether an expression has a literal for what is missing: `default record.number ""`, also inside other helpers. */
function hasDefault(node: ExpressionNode): boolean {
  const name = node.type === 'SubExpression' ? helperNameOf(node) : undefined;
  if (name === undefined || node.type !== 'SubExpression') return false;
  if (name === 'default') return node.params.at(-1)?.type.endsWith('Literal') === true;
  const [first] = node.params;
  return first !== undefined && hasDefault(first);
}

function guardCall(node: CallNode): CallNode {
  const name = helperNameOf(node) ?? '';
  const { kind = 'value' } = helperOf(name) ?? {};
  const guarded = { ...node, params: node.params.map((param) => guardParam(param, kind)) };
  // Where the last resort of a default is itself a variable, it may be missing too.
  return name === 'default' && node.params.at(-1)?.type.endsWith('Literal') === false
    ? call(guards.need, guarded, node)
    : guarded;
}

function guardParam(param: ExpressionNode, kind: 'value' | 'test' | 'block'): ExpressionNode {
  if (param.type === 'SubExpression') return guardCall(param);
  return isPath(param) && !param.data && kind === 'value' ? call(guards.need, param, param) : param;
}

/** `(name value "what the template says")`. */
function call(name: string, value: ExpressionNode, { loc }: { loc: PathNode['loc'] }): CallNode {
  const path: PathNode = { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc };
  const shown: LiteralNode = { type: 'StringLiteral', value: describe(value), original: describe(value), loc };
  return { type: 'SubExpression', path, params: [value, shown], hash: undefined, loc };
}

/** The variables of an expression as the template names them. */
function describe(node: ExpressionNode): string {
  if (isPath(node)) return node.original;
  if (node.type !== 'SubExpression') return String(node.value ?? node.type);
  return node.params
    .filter((param) => !param.type.endsWith('Literal'))
    .map(describe)
    .join(' or ');
}
