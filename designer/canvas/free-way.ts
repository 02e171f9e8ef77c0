import type { Point } from './layout.ts';

/** The outline of a card or an end. */
export type Frame = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly middle: number;
};

/** Between a line and the card it leaves, enters or passes. */
const distance = 18;

/**
 * From a card down to one below, between the other cards: straight, else along the nearest column in which none stands. Lines
 * turn at half way between points: half way to the next row below, and half way from the last one above.
 */
export function freeWay(from: Frame, to: Frame, frames: readonly Frame[]): readonly Point[] {
  const [start, end] = [
    { x: from.middle, y: from.bottom },
    { x: to.middle, y: to.top },
  ];
  const others = frames.filter((frame) => frame !== from && frame !== to);
  const half = (end.y - start.y) / 2;
  const cards = frames.filter((frame) => frame.bottom - frame.top > 2 * distance);
  const below = Math.min(half, ...cards.map(({ top }) => top - start.y).filter((room) => room > distance));
  const above = Math.min(half, ...cards.map(({ bottom }) => end.y - bottom).filter((room) => room > distance));
  const along = (x: number) => [start, { x, y: start.y + below }, { x, y: end.y - above }, end];
  const columns = others
    .filter((frame) => frame.bottom > start.y && frame.top < end.y)
    .flatMap((frame) => [frame.left - distance, frame.right + distance]);
  const centre = (start.x + end.x) / 2;
  const nearest = columns.sort((a, b) => Math.abs(a - centre) - Math.abs(b - centre));
  const ways = [[start, end], ...[end.x, start.x, ...nearest].map(along)];
  return ways.find((way) => isFree(partsOf(way), others)) ?? [start, end];
}

/** From a card to one beside it, when nothing stands between; null when they do not stand beside each other. */
export function sideWay(from: Frame, to: Frame, frames: readonly Frame[]): readonly Point[] | null {
  const rightwards = to.left >= from.right;
  if (to.top >= from.bottom || to.bottom <= from.top || !(rightwards || to.right <= from.left)) return null;
  const [out, into] = rightwards ? [from.right, to.left] : [from.left, to.right];
  const turn = (out + into) / 2;
  const [leaves, enters] = [(from.top + from.bottom) / 2, (to.top + to.bottom) / 2];
  const way = [
    { x: out, y: leaves },
    { x: turn, y: leaves },
    { x: turn, y: enters },
    { x: into, y: enters },
  ];
  const others = frames.filter((frame) => frame !== from && frame !== to);
  return isFree(partsOf(way), others) ? way : null;
}

type Part = readonly [Point, Point];

/** The straight parts of a way as it is drawn: down, across at half way, down. */
export function partsOf(points: readonly Point[]): readonly Part[] {
  return points.slice(1).flatMap((to, index): Part[] => {
    const from = points[index];
    if (!from) return [];
    const half = (from.y + to.y) / 2;
    const [a, b] = [
      { x: from.x, y: half },
      { x: to.x, y: half },
    ];
    return [
      [from, a],
      [a, b],
      [b, to],
    ];
  });
}

function isFree(parts: readonly Part[], frames: readonly Frame[]): boolean {
  return parts.every(([a, b]) => {
    const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
    const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
    return frames.every(
      (frame) => left >= frame.right || right <= frame.left || top >= frame.bottom || bottom <= frame.top,
    );
  });
}
