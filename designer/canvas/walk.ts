import type { Point } from './layout.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

const ahead: Readonly<Record<Direction, (from: Point, to: Point) => number>> = {
  up: (from, to) => from.y - to.y,
  down: (from, to) => to.y - from.y,
  left: (from, to) => from.x - to.x,
  right: (from, to) => to.x - from.x,
};

/** How much farther something to the side counts than something straight ahead. */
const aside = 2;

/** The nearest card in a direction, straight ahead before to the side; null at the edge of the picture. */
export function nextCard(places: ReadonlyMap<string, Point>, from: string, direction: Direction): string | null {
  const start = places.get(from);
  if (!start) return null;
  const [, nearest] = [...places].reduce<readonly [number, string | null]>(
    (best, [id, place]) => {
      const forward = ahead[direction](start, place);
      if (id === from || forward <= 0) return best;
      const across = direction === 'up' || direction === 'down' ? place.x - start.x : place.y - start.y;
      const distance = forward + aside * Math.abs(across);
      return distance < best[0] ? [distance, id] : best;
    },
    [Number.POSITIVE_INFINITY, null],
  );
  return nearest;
}
