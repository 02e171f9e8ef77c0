import { AppError } from '../errors.ts';

/** What a rule may cost. Depth and size are checked before anything walks it; the rest while it is evaluated. */
export const ruleLimits = {
  /** Operations inside one another. */
  depth: 32,
  /** Operations and literal values together; a list counts its items, the path of a `var` nothing. */
  nodes: 500,
  /** Items of a list that `map`, `filter`, `reduce`, `all`, `none`, `some` go through, and that `merge` makes. */
  items: 1_000,
  /** Characters of a text that `cat` makes. */
  text: 65_536,
  /** Elements visited by all iterations of one evaluation together. */
  visits: 100_000,
  /** Iterations inside one another. */
  nestedIterations: 2,
} as const;

/** Sizes of the numbers that arithmetic takes and gives, 0 aside; beyond them the result is null. */
export const numberBounds = { smallest: 1e-100, largest: 1e100 } as const;

/** Depth and size of a rule: `nested` counts every object and list, so it bounds what a recursive walk needs. */
export type RuleSize = { readonly depth: number; readonly nodes: number; readonly nested: number };

/**
 * Measures a rule without recursion, so a hostile one cannot overflow the stack. Stops counting soon after `stopAt`
 * values were seen.
 */
export function measureRule(rule: unknown, stopAt = 100_000): RuleSize {
  const open: { value: unknown; depth: number; nested: number; isPath: boolean }[] = [
    { value: rule, depth: 0, nested: 0, isPath: false },
  ];
  let depth = 0;
  let nodes = 0;
  let nested = 0;
  let seen = 0;
  for (let next = open.pop(); next !== undefined && seen <= stopAt; next = open.pop()) {
    seen += 1;
    const { value } = next;
    if (value === null || typeof value !== 'object') {
      if (!next.isPath) nodes += 1;
      continue;
    }
    nested = Math.max(nested, next.nested + 1);
    const isList = Array.isArray(value);
    const inner = isList ? next.depth : next.depth + 1;
    if (!isList) nodes += 1;
    depth = Math.max(depth, inner);
    for (const [key, child] of Object.entries(value)) {
      open.push({ value: child, depth: inner, nested: next.nested + 1, isPath: isList ? next.isPath : key === 'var' });
    }
  }
  return { depth, nodes, nested };
}

/** Whether an evaluation ended because it met more than a rule may look at. */
export function isTooCostly(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'rule-too-costly';
}

/** Whether a rule is within the limits of depth and size. */
export function isWithinLimits({ depth, nodes, nested }: RuleSize): boolean {
  return depth <= ruleLimits.depth && nodes <= ruleLimits.nodes && nested <= ruleLimits.depth * 4;
}
