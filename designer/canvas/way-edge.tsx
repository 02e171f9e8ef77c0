import { IconPlus } from '@tabler/icons-react';
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { createContext, useContext } from 'react';
import type { Light } from './card-nodes.tsx';
import type { Point } from './layout.ts';
import { insertPlace, labelPlace, orthogonalPath } from './orthogonal-path.ts';

export type Way = Edge<
  { readonly points: readonly Point[]; readonly name: string | null; readonly light: Light },
  'way'
>;

/** What the "+" on a line is called, and does. */
export type Insert = { readonly nameOf: (edgeId: string) => string; readonly onInsert: (edgeId: string) => void };

/** Given where lines have a "+": on a canvas that is edited. */
export const InsertContext = createContext<Insert | null>(null);

/** The ends of lines that are dragged now: those lines go straight until they are let go. */
export const DraggedContext = createContext<ReadonlySet<string>>(new Set());

const placeAt = ({ x, y }: Point) => ({ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` });

function InsertButton({ id, at }: { readonly id: string; readonly at: Point }) {
  const insert = useContext(InsertContext);
  if (!insert) return null;
  return (
    <button
      type="button"
      className="way-insert nodrag nopan"
      style={placeAt(at)}
      aria-label={insert.nameOf(id)}
      title={insert.nameOf(id)}
      onClick={() => insert.onInsert(id)}
    >
      <IconPlus size={14} stroke={2} aria-hidden />
    </button>
  );
}

/** A line between cards, with the name of its outlet on it. */
export function WayEdge({ id, source, target, sourceX, sourceY, targetX, targetY, data }: EdgeProps<Way>) {
  const dragged = useContext(DraggedContext);
  if (!data) return null;
  const { name, light } = data;
  const points =
    dragged.has(source) || dragged.has(target)
      ? [
          { x: sourceX, y: sourceY },
          { x: targetX, y: targetY },
        ]
      : data.points;
  return (
    <>
      <BaseEdge id={id} path={orthogonalPath(points)} className={`way ${light ?? ''}`} interactionWidth={0} />
      <EdgeLabelRenderer>
        {name === null ? null : (
          <span className={`way-name ${light ?? ''}`} style={placeAt(labelPlace(points))}>
            {name}
          </span>
        )}
        <InsertButton id={id} at={insertPlace(points, name !== null)} />
      </EdgeLabelRenderer>
    </>
  );
}
