import { parseSync } from '@swc/core';
import type { SourceFile } from './source-files.ts';

export type FunctionSpan = {
  /** Its name, or that of what it is given to with the first text there: `test: a lead is made`. */
  readonly name: string;
  readonly path: string;
  readonly line: number;
  /** Without blank ones. */
  readonly lines: number;
};

type Span = { readonly start: number; readonly end: number };
/** A node of the tree: what is read of it, and its children under any other names. */
type Node = { readonly type?: string; readonly span?: Span; readonly [key: string]: unknown };

const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
  'GetterProperty',
  'SetterProperty',
]);

/** All functions of a file, also those inside others. */
export function functionsOf({ path, text }: SourceFile): readonly FunctionSpan[] {
  const tree = parseSync(text, { syntax: 'typescript', tsx: path.endsWith('x') });
  // Positions count bytes, from 1.
  const bytes = Buffer.from(text);
  const textAt = ({ start, end }: Span) => bytes.subarray(start - 1, end - 1).toString();
  const found: FunctionSpan[] = [];
  const visit = (node: unknown, name: string): void => {
    if (Array.isArray(node)) for (const item of node) visit(item, name);
    if (!isNode(node)) return;
    const own = ownName(node) ?? name;
    if (node.span && functionTypes.has(node.type ?? '')) {
      const line = textAt({ start: 1, end: node.span.start }).split('\n').length;
      const lines = textAt(node.span)
        .split('\n')
        .filter((one) => one.trim() !== '').length;
      found.push({ name: own, path, line, lines });
    }
    for (const child of Object.values(node)) visit(child, own);
  };
  visit(tree.body, '');
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The name that a node gives to the functions in it. */
function ownName(node: Node): string | undefined {
  if (node.type === 'CallExpression') return callName(node);
  const named = [node.identifier, node.id, node.key].find((part) => isNode(part) && typeof part.value === 'string');
  return isNode(named) ? String(named.value) : undefined;
}

function callName({ callee, arguments: given }: Node): string | undefined {
  const called = rootName(callee);
  const [first] = Array.isArray(given) ? given : [];
  const text = isNode(first) && isNode(first.expression) ? textOf(first.expression) : undefined;
  return called === undefined ? undefined : [called, text].filter((part) => part !== undefined).join(': ');
}

/** `test` of `test`, `test.each`, and of what `test.each(…)` gives. */
function rootName(callee: unknown): string | undefined {
  if (!isNode(callee)) return undefined;
  if (callee.type === 'Identifier') return String(callee.value);
  return rootName(callee.object ?? callee.callee ?? callee.tag);
}

function textOf(node: Node): string | undefined {
  if (node.type === 'StringLiteral') return String(node.value);
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node.quasis)) return undefined;
  return node.quasis.map((part) => (isNode(part) ? String(part.raw) : '')).join('…');
}
