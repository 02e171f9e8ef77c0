import { layout as dagreLayout, graphlib } from '@dagrejs/dagre';
import type { DefinitionView } from './definition-view.ts';
import { type Graph, type GraphNode, triggerId } from './graph.ts';

export type Point = { readonly x: number; readonly y: number };
export type Placed = {
  /** Top left corner of each node. */
  readonly places: ReadonlyMap<string, Point>;
  /** Where each line passes between its ends, so that it meets no card; empty where cards were placed by hand. */
  readonly ways: ReadonlyMap<string, readonly Point[]>;
};

export const cardSize = { width: 248, height: 76 };
const endSize = { width: 12, height: 12 };

/** Size of a node on the canvas, in pixels. */
export function sizeOf(node: GraphNode): { readonly width: number; readonly height: number } {
  return node.kind === 'end' ? endSize : cardSize;
}

/**
 * Places of cards: those that the definition has for its steps, the others beside them as ranks from top to bottom have it. A
 * definition without places, or with places for smaller cards that now lie over each other, stands by rank as a whole.
 */
export function placeGraph(graph: Graph, definition: DefinitionView): Placed {
  const byRank = placesByRank(graph);
  return placesByHand(graph, definition, byRank.places) ?? byRank;
}

/** About as wide as the names of outlets in their chip. */
const labelWidth = (outlets: readonly string[]) => 22 + outlets.join(' · ').length * 7;

function placesByRank({ nodes, edges }: Graph): Placed {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 36, edgesep: 20, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { ...sizeOf(node) });
  for (const edge of edges) {
    const label = edge.named ? { width: labelWidth(edge.outlets), height: 22, labelpos: 'c' } : {};
    graph.setEdge(edge.from, edge.to, label, edge.id);
  }
  dagreLayout(graph);
  const places = new Map(
    nodes.map((node) => {
      const { x = 0, y = 0 } = graph.node(node.id);
      const { width, height } = sizeOf(node);
      return [node.id, { x: x - width / 2, y: y - height / 2 }];
    }),
  );
  const ways = new Map(
    edges.map((edge) => {
      const { points = [] } = graph.edge(edge.from, edge.to, edge.id);
      return [edge.id, points.slice(1, -1)] as const;
    }),
  );
  return { places, ways };
}

type Places = ReadonlyMap<string, Point>;

function placesByHand({ nodes, edges }: Graph, definition: DefinitionView, byRank: Places): Placed | null {
  const { layout } = definition;
  const places = new Map<string, Point>();
  for (const { id, kind } of nodes) {
    const own = kind === 'end' || !Object.hasOwn(layout, id) ? undefined : layout[id];
    if (own) places.set(id, own);
  }
  if (places.size === 0) return null;
  for (const node of nodes) {
    if (node.kind === 'step' && !places.has(node.id))
      places.set(node.id, besideRelative(node.id, { edges, places, byRank }));
  }
  if (!places.has(triggerId)) places.set(triggerId, aboveStart(definition, places));
  if (!areApart([...places.values()])) return null;
  for (const { id, kind } of nodes) if (kind === 'end') places.set(id, belowSource(id, edges, places));
  return { places, ways: new Map() };
}

/** As far from the step that leads to it as ranks would have it, moved right until it is free. */
function besideRelative(
  id: string,
  { edges, places, byRank }: { edges: Graph['edges']; places: Places; byRank: Places },
): Point {
  const relative =
    edges.find(({ from, to }) => to === id && places.has(from))?.from ??
    edges.find(({ from, to }) => from === id && places.has(to))?.to ??
    [...places.keys()][0];
  const [own, theirs] = [byRank.get(id), byRank.get(relative ?? '')];
  const anchor = places.get(relative ?? '') ?? { x: 0, y: 0 };
  let { x, y } = own && theirs ? { x: anchor.x + own.x - theirs.x, y: anchor.y + own.y - theirs.y } : anchor;
  const taken = [...places.values()];
  while (!taken.every((place) => areApart([place, { x, y }]))) x += cardSize.width + 28;
  return { x, y };
}

function aboveStart({ start }: DefinitionView, places: Places): Point {
  const top = Math.min(...[...places.values()].map(({ y }) => y));
  const first = places.get(start ?? '') ?? { x: 0, y: top };
  const near = { x: first.x, y: first.y - cardSize.height - 40 };
  const isFree = [...places.values()].every((place) => areApart([place, near]));
  return isFree ? near : { x: first.x, y: top - cardSize.height - 40 };
}

function areApart(places: readonly Point[]): boolean {
  const { width, height } = cardSize;
  return places.every((a, index) =>
    places.slice(index + 1).every((b) => Math.abs(a.x - b.x) >= width || Math.abs(a.y - b.y) >= height),
  );
}

/** The dot of a branch that ends: below its card, beside the others that leave it, where no card stands. */
function belowSource(id: string, edges: Graph['edges'], places: Places): Point {
  const from = edges.find(({ to }) => to === id)?.from ?? '';
  const source = places.get(from) ?? { x: 0, y: 0 };
  const siblings = edges.filter((edge) => edge.from === from).map(({ to }) => to);
  const shift = (siblings.indexOf(id) - (siblings.length - 1) / 2) * 80;
  const y = source.y + cardSize.height + 44;
  let x = source.x + cardSize.width / 2 - endSize.width / 2 + shift;
  const { width, height } = cardSize;
  const isOver = (card: Point) =>
    x + endSize.width > card.x - 8 &&
    x < card.x + width + 8 &&
    y + endSize.height > card.y - 8 &&
    y < card.y + height + 8;
  while ([...places.values()].some(isOver)) x += shift < 0 ? -40 : 40;
  return { x, y };
}
