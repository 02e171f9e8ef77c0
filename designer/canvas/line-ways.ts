import type { Graph, GraphEdge, GraphNode } from './graph.ts';
import { cardSize, type Placed, type Point, sizeOf } from './layout.ts';

type Frame = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly middle: number;
};

/** The points of every line, from the card it leaves to the card it enters. */
export function lineWays(graph: Graph, placed: Placed): ReadonlyMap<string, readonly Point[]> {
  const frames = new Map(graph.nodes.map((node) => [node.id, frameOf(node, placed.places.get(node.id))]));
  return new Map(graph.edges.map((edge) => [edge.id, wayOf(edge, frames, placed.ways.get(edge.id) ?? [])]));
}

function frameOf(node: GraphNode, place: Point = { x: 0, y: 0 }): Frame {
  const { width, height } = sizeOf(node);
  return { left: place.x, right: place.x + width, top: place.y, bottom: place.y + height, middle: place.x + width / 2 };
}

function wayOf(edge: GraphEdge, frames: ReadonlyMap<string, Frame>, passed: readonly Point[]): readonly Point[] {
  const [from, to] = [frames.get(edge.from), frames.get(edge.to)];
  if (!from || !to) return [];
  if (to.top <= from.bottom) return backwards(from, to, passed);
  const bands = passed.flatMap((point) => {
    const band = [...frames.values()].find(
      (frame) =>
        frame !== from &&
        frame !== to &&
        frame.top <= point.y &&
        point.y <= frame.bottom &&
        frame.bottom - frame.top === cardSize.height,
    );
    return band
      ? [
          { x: point.x, y: band.top },
          { x: point.x, y: band.bottom },
        ]
      : [];
  });
  return [{ x: from.middle, y: from.bottom }, ...bands, { x: to.middle, y: to.top }];
}

/** A line that leads back up leaves and enters at the side, beside everything between. */
function backwards(from: Frame, to: Frame, passed: readonly Point[]): readonly Point[] {
  const side = Math.max(from.right + 28, to.right + 28, ...passed.map((point) => point.x));
  const [out, into] = [(from.top + from.bottom) / 2, (to.top + to.bottom) / 2];
  return [
    { x: from.right, y: out },
    { x: side, y: out },
    { x: side, y: into },
    { x: to.right, y: into },
  ];
}
