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
export const endSize = { width: 12, height: 12 };

/** Size of a node on the canvas, in pixels. */
export function sizeOf(node: GraphNode): { readonly width: number; readonly height: number } {
  return node.kind === 'end' ? endSize : cardSize;
}

/** Places of cards: those of the definition where all have one and lines lead down, else top to bottom by rank. */
export function placeGraph(graph: Graph, definition: DefinitionView): Placed {
  const byHand = placesByHand(graph, definition);
  return byHand ?? placesByRank(graph);
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

function placesByHand({ nodes, edges }: Graph, { layout, steps, start }: DefinitionView): Placed | null {
  const ids = Object.keys(steps);
  if (ids.length === 0 || !ids.every((id) => Object.hasOwn(layout, id))) return null;
  if (!leadsDown(edges, layout)) return null;
  const places = new Map<string, Point>(Object.entries(layout));
  const first = (start === null ? undefined : layout[start]) ?? { x: 0, y: 0 };
  places.set(triggerId, layout[triggerId] ?? { x: first.x, y: first.y - cardSize.height - 40 });
  for (const node of nodes) {
    if (node.kind !== 'end') continue;
    const from = edges.find((edge) => edge.to === node.id)?.from;
    const source = places.get(from ?? '') ?? { x: 0, y: 0 };
    const siblings = edges.filter((edge) => edge.from === from).map((edge) => edge.to);
    const shift = (siblings.indexOf(node.id) - (siblings.length - 1) / 2) * 80;
    places.set(node.id, {
      x: source.x + cardSize.width / 2 - endSize.width / 2 + shift,
      y: source.y + cardSize.height + 44,
    });
  }
  return { places, ways: new Map() };
}

/** Whether most lines lead down far enough to be drawn between the cards: lines of loops lead back up. */
function leadsDown(edges: Graph['edges'], layout: DefinitionView['layout']): boolean {
  const between = edges.flatMap(({ from, to }) => {
    const [source, target] = [layout[from], layout[to]];
    return source && target ? [target.y - source.y] : [];
  });
  return between.every((drop) => drop < 0 || drop >= cardSize.height + 20);
}
