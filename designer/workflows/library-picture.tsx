import { useMemo } from 'react';
import type { JsonObject } from '../../domain/json.ts';
import { viewDefinition } from '../canvas/definition-view.ts';
import { graphOf } from '../canvas/graph.ts';
import { cardSize, placeGraph } from '../canvas/layout.ts';
import { lineWays } from '../canvas/line-ways.ts';
import { orthogonalPath } from '../canvas/orthogonal-path.ts';
import { stepGroup } from '../canvas/step-text.ts';

/** A definition as a small picture. */
export function LibraryPicture({ definition }: { definition: JsonObject }) {
  const picture = useMemo(() => {
    const view = viewDefinition(definition);
    const graph = graphOf(view);
    const placed = placeGraph(graph, view);
    const cards = graph.nodes
      .filter(({ kind }) => kind !== 'end')
      .map((node) => ({
        id: node.id,
        at: placed.places.get(node.id) ?? { x: 0, y: 0 },
        group: node.kind === 'step' ? stepGroup(view.steps[node.stepId]?.type ?? '') : 'flow',
      }));
    const [xs, ys] = [cards.map(({ at }) => at.x), cards.map(({ at }) => at.y)];
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    const [width, height] = [Math.max(...xs) + cardSize.width - left, Math.max(...ys) + cardSize.height - top];
    const ends = new Set(graph.nodes.filter(({ kind }) => kind === 'end').map(({ id }) => id));
    const ways = [...lineWays({ ...graph, edges: graph.edges.filter(({ to }) => !ends.has(to)) }, placed)].map(
      ([id, points]) => ({ id, path: orthogonalPath(points) }),
    );
    return { cards, ways, box: `${left - 8} ${top - 8} ${width + 16} ${height + 16}` };
  }, [definition]);
  return (
    <div className="library-picture" aria-hidden>
      <svg viewBox={picture.box} preserveAspectRatio="xMidYMid meet" role="presentation">
        {picture.ways.map(({ id, path }) => (
          <path key={id} d={path} />
        ))}
        {picture.cards.map(({ id, at, group }) => (
          <rect
            key={id}
            x={at.x}
            y={at.y}
            width={cardSize.width}
            height={cardSize.height}
            rx={12}
            className={`mini-${group}`}
          />
        ))}
      </svg>
    </div>
  );
}
