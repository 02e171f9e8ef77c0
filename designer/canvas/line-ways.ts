import { type Frame, freeWay, sideWay } from './free-way.ts';
import type { Graph, GraphEdge, GraphNode } from './graph.ts';
import { cardSize, type Placed, type Point, sizeOf } from './layout.ts';

/** Between a line that leads back and the cards beside it. */
const gap = 28;

/** The points of every line, from the card it leaves to the card it enters. */
export function lineWays(graph: Graph, placed: Placed): ReadonlyMap<string, readonly Point[]> {
  const frames = new Map(graph.nodes.map((node) => [node.id, frameOf(node, placed.places.get(node.id))]));
  return new Map(graph.edges.map((edge) => [edge.id, wayOf(edge, frames, placed.ways.get(edge.id))]));
}

function frameOf(node: GraphNode, place: Point = { x: 0, y: 0 }): Frame {
  const { width, height } = sizeOf(node);
  return { left: place.x, right: place.x + width, top: place.y, bottom: place.y + height, middle: place.x + width / 2 };
}

function wayOf(edge: GraphEdge, frames: ReadonlyMap<string, Frame>, passed?: readonly Point[]): readonly Point[] {
  const [from, to] = [frames.get(edge.from), frames.get(edge.to)];
  if (!from || !to) return [];
  const all = [...frames.values()];
  if (to.top <= from.bottom) return sideWay(from, to, all) ?? backwards(from, to, all);
  return passed ? passing(from, to, { passed, frames: all }) : freeWay(from, to, all);
}

/** Down past the cards of the ranks between, where the ranks left room. */
function passing(
  from: Frame,
  to: Frame,
  { passed, frames }: { passed: readonly Point[]; frames: readonly Frame[] },
): readonly Point[] {
  const bands = passed.flatMap(({ x, y }) => {
    const band = frames.find(
      (frame) =>
        frame !== from &&
        frame !== to &&
        frame.top <= y &&
        y <= frame.bottom &&
        frame.bottom - frame.top === cardSize.height,
    );
    return band
      ? [
          { x, y: band.top },
          { x, y: band.bottom },
        ]
      : [];
  });
  return [{ x: from.middle, y: from.bottom }, ...bands, { x: to.middle, y: to.top }];
}

/**
 * A line that leads back up leaves and enters at a side, beside everything between, on the side where no card stands in its
 * way; where one stands on both, it goes right, leaving below or entering above where it has to.
 */
function backwards(from: Frame, to: Frame, frames: readonly Frame[]): readonly Point[] {
  const between = frames.filter((frame) => frame.top <= from.bottom && frame.bottom >= to.top);
  const right = Math.max(...between.map((frame) => frame.right)) + gap;
  const left = Math.min(...between.map((frame) => frame.left)) - gap;
  const isFree = (end: Frame, side: number) => frames.every((frame) => frame === end || !isBeside(frame, end, side));
  const [out, into] = [(from.top + from.bottom) / 2, (to.top + to.bottom) / 2];
  if (isFree(from, left) && isFree(to, left) && !(isFree(from, right) && isFree(to, right)))
    return [
      { x: from.left, y: out },
      { x: left, y: out },
      { x: left, y: into },
      { x: to.left, y: into },
    ];
  const [below, above] = [from.bottom + gap / 2, to.top - gap / 2];
  const leaving = isFree(from, right)
    ? [{ x: from.right, y: out }]
    : [
        { x: from.middle, y: from.bottom },
        { x: from.middle, y: below },
      ];
  const entering = isFree(to, right)
    ? [{ x: to.right, y: into }]
    : [
        { x: to.middle, y: above },
        { x: to.middle, y: to.top },
      ];
  const [{ y: start }, { y: end }] = [leaving.at(-1) ?? { y: out }, entering[0] ?? { y: into }];
  return [...leaving, { x: right, y: start }, { x: right, y: end }, ...entering];
}

/** Whether a card stands between the middle of another one's height and a side. */
function isBeside(frame: Frame, end: Frame, side: number): boolean {
  const y = (end.top + end.bottom) / 2;
  return (
    frame.top < y &&
    y < frame.bottom &&
    frame.left < Math.max(side, end.right) &&
    frame.right > Math.min(side, end.left)
  );
}
