import type { Route } from './route.ts';

/** Order in which routes are tried: at each segment a fixed name goes before a parameter. */
export function bySpecificity(a: Pick<Route, 'path'>, b: Pick<Route, 'path'>): number {
  const [left, right] = [ranksOf(a.path), ranksOf(b.path)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function ranksOf(path: string): string {
  return path
    .split('/')
    .map((segment) => (/^[:*{]/.test(segment) ? '1' : '0'))
    .join('');
}
