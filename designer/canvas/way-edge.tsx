import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import type { Light } from './card-nodes.tsx';
import type { Point } from './layout.ts';
import { labelPlace, orthogonalPath } from './orthogonal-path.ts';

export type Way = Edge<
  { readonly points: readonly Point[]; readonly name: string | null; readonly light: Light },
  'way'
>;

/** A line between cards, with the name of its outlet on it. */
export function WayEdge({ id, data }: EdgeProps<Way>) {
  if (!data) return null;
  const { points, name, light } = data;
  const place = labelPlace(points);
  return (
    <>
      <BaseEdge id={id} path={orthogonalPath(points)} className={`way ${light ?? ''}`} interactionWidth={0} />
      {name === null ? null : (
        <EdgeLabelRenderer>
          <span
            className={`way-name ${light ?? ''}`}
            style={{ transform: `translate(-50%, -50%) translate(${place.x}px, ${place.y}px)` }}
          >
            {name}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
