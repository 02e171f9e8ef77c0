import { type BlockNode, helperNameOf, isPath, type PathNode } from './syntax.ts';

/** What `this` is, and the names that blocks gave: segments from a root, undefined for what is no variable. */
export type Frame = {
  readonly self: readonly string[];
  readonly names: ReadonlyMap<string, readonly string[] | undefined>;
  readonly parent?: Frame;
};

/** The frame outside all blocks. */
export const outermost: Frame = { self: [], names: new Map() };

/** Stands for what cannot be known before rendering. */
export const UNKNOWN = '?';
/** Stands for "each item of". */
export const ITEM = '[]';

/** The segments from a root that a path means; undefined for what is no variable (`@index`, the second name of an `each`). */
export function segmentsOf(path: PathNode, frame: Frame): readonly string[] | undefined {
  if (path.data) return path.parts[0] === 'root' ? path.parts.slice(1) : undefined;
  const [first = '', ...rest] = path.parts;
  const scoped = path.depth > 0 || /^(?:\.|this\b)/.test(path.original);
  if (!scoped && frame.names.has(first)) {
    const named = frame.names.get(first);
    return named && [...named, ...rest];
  }
  let at = frame;
  for (let up = path.depth; up > 0; up -= 1) at = at.parent ?? at;
  return [...at.self, ...path.parts];
}

/** The frame inside a block: another one in `each` and `with`, the same in `if` and `unless`. */
export function frameInside(block: BlockNode, frame: Frame): Frame {
  const name = helperNameOf(block);
  if (name !== 'each' && name !== 'with') return frame;
  const [over] = block.params;
  const base = (over && isPath(over) ? segmentsOf(over, frame) : undefined) ?? [UNKNOWN];
  const self = name === 'each' ? [...base, ITEM] : base;
  const names = new Map(frame.names);
  for (const [index, given] of (block.program?.blockParams ?? []).entries())
    names.set(given, index === 0 ? self : undefined);
  return { self, names, parent: frame };
}
