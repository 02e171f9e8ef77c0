/** The parts of a template's tree that are let through; everything else Handlebars can parse is refused. */
export type Position = { readonly line: number; readonly column: number };
type Located = { readonly loc: { readonly start: Position; readonly end: Position } };

export type PathNode = Located & {
  readonly type: 'PathExpression';
  /** An `@` name. */
  readonly data: boolean;
  /** How many `../` it begins with. */
  readonly depth: number;
  readonly parts: readonly string[];
  readonly original: string;
};
export type LiteralNode = Located & {
  readonly type: 'StringLiteral' | 'NumberLiteral' | 'BooleanLiteral' | 'NullLiteral' | 'UndefinedLiteral';
  readonly value?: string | number | boolean;
  readonly original?: string | number | boolean;
};
export type CallNode = Located & {
  readonly type: 'SubExpression';
  readonly path: PathNode | LiteralNode | CallNode;
  readonly params: readonly ExpressionNode[];
  readonly hash?: object | undefined;
};
export type ExpressionNode = PathNode | LiteralNode | CallNode;

export type MustacheNode = Omit<CallNode, 'type'> & { readonly type: 'MustacheStatement'; readonly escaped: boolean };
export type BlockNode = Omit<CallNode, 'type'> & {
  readonly type: 'BlockStatement';
  readonly program?: ProgramNode | undefined;
  readonly inverse?: ProgramNode | undefined;
};
export type ContentNode = Located & { readonly type: 'ContentStatement'; readonly value: string };
export type CommentNode = Located & { readonly type: 'CommentStatement' };
export type RefusedNode = Located & {
  readonly type: 'PartialStatement' | 'PartialBlockStatement' | 'Decorator' | 'DecoratorBlock';
};
export type StatementNode = MustacheNode | BlockNode | ContentNode | CommentNode | RefusedNode;
export type ProgramNode = Located & {
  readonly type: 'Program';
  readonly body: readonly StatementNode[];
  readonly blockParams?: readonly string[] | undefined;
};

/** Whether an expression reads a path, such as `record.email` or `@index`. */
export function isPath(node: { readonly type: string }): node is PathNode {
  return node.type === 'PathExpression';
}

/** The name that a tag or a bracket calls as a helper: what has arguments, is a block, or stands in brackets; else undefined. */
export function helperNameOf(node: MustacheNode | BlockNode | CallNode): string | undefined {
  const { path, params, hash, type } = node;
  const called = type !== 'MustacheStatement' || params.length > 0 || hash !== undefined;
  return called && isPath(path) ? path.original : undefined;
}
