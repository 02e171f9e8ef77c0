import type { Point } from './layout.ts';

const radius = 10;

/** An SVG path through the points with right angles and rounded corners: down, across at half way, down again. */
export function orthogonalPath(points: readonly Point[]): string {
  const corners = withoutDoubles(
    points.flatMap((point, index) => {
      const next = points[index + 1];
      if (!next || next.x === point.x) return [point];
      const half = (point.y + next.y) / 2;
      return [point, { x: point.x, y: half }, { x: next.x, y: half }];
    }),
  );
  const [first] = corners;
  if (!first) return '';
  const parts = [`M ${first.x} ${first.y}`];
  for (let index = 1; index < corners.length; index += 1) {
    const [before, corner, after] = [corners[index - 1], corners[index], corners[index + 1]];
    if (before && corner && after) parts.push(rounded(before, corner, after));
    else if (corner) parts.push(`L ${corner.x} ${corner.y}`);
  }
  return parts.join(' ');
}

/**
 * Where the name of a line stands: in the middle of its first way across, or of a straight line; of a line that leaves at a
 * side, beside its card.
 */
export function labelPlace(points: readonly Point[]): Point {
  const [first, second] = points;
  if (first && second && first.y === second.y) return { x: second.x, y: second.y - 30 };
  const turn = points.findIndex((point, index) => points[index + 1] !== undefined && points[index + 1]?.x !== point.x);
  const [from, to] = [points[Math.max(turn, 0)], points[Math.max(turn, 0) + 1]];
  return from && to ? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } : { x: 0, y: 0 };
}

function rounded(before: Point, corner: Point, after: Point): string {
  const size = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
  const from = towards(corner, before, size);
  const to = towards(corner, after, size);
  return `L ${from.x} ${from.y} Q ${corner.x} ${corner.y} ${to.x} ${to.y}`;
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

function withoutDoubles(points: readonly Point[]): readonly Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    return !before || before.x !== point.x || before.y !== point.y;
  });
}

/** Where the "+" of a line stands: in its middle; where its name stands there, at the corner before it goes down, or below the name. */
export function insertPlace(points: readonly Point[], isNamed: boolean): Point {
  const last = points.at(-1);
  const name = labelPlace(points);
  if (!isNamed || !last) return name;
  return Math.abs(last.x - name.x) >= 44 ? { x: last.x, y: name.y } : { x: name.x, y: name.y + 24 };
}
