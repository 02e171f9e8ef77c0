import type { JsonObject } from '../../domain/json.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { graphOf } from '../canvas/graph.ts';
import { type Point, placeGraph } from '../canvas/layout.ts';
import { layoutOf, stepsOf } from './draft-parts.ts';

/** Puts cards where somebody dragged them. Cards without a place keep the one that they were shown at. */
export function cardsMoved(
  draft: JsonObject,
  moved: ReadonlyMap<string, Point>,
  shown: ReadonlyMap<string, Point>,
): JsonObject {
  const layout = { ...rounded(shown), ...layoutOf(draft), ...rounded(moved) };
  return { ...draft, layout };
}

const rounded = (places: ReadonlyMap<string, Point>) =>
  Object.fromEntries([...places].map(([id, { x, y }]) => [id, { x: Math.round(x), y: Math.round(y) }]));

/**
 * Cards from top to bottom by rank. Only what hangs together with a chosen card is put in order, and its highest card stays
 * where it is, so that what has nothing to do with it does not move; everything where nothing is chosen.
 */
export function tidied(draft: JsonObject, view: DefinitionView, chosen: readonly string[]): JsonObject {
  const places = placeGraph(graphOf({ ...view, layout: {} }), { ...view, layout: {} }).places;
  const steps = Object.keys(stepsOf(draft));
  const related = chosen.length === 0 ? new Set(steps) : connectedTo(view, chosen);
  if (chosen.length === 0 || related.size === steps.length) return { ...draft, layout: {} };
  const before = layoutOf(draft);
  const top = [...related].sort((a, b) => (places.get(a)?.y ?? 0) - (places.get(b)?.y ?? 0))[0] ?? '';
  const [was, is] = [pointOf(before[top]), places.get(top)];
  if (!was || !is) return draft;
  const moved = new Map(
    [...related].flatMap((id) => {
      const place = places.get(id);
      return place ? [[id, { x: place.x + was.x - is.x, y: place.y + was.y - is.y }]] : [];
    }),
  );
  return { ...draft, layout: { ...before, ...rounded(moved) } };
}

function pointOf(value: unknown): Point | null {
  const { x, y } = Object(value) as { readonly x?: unknown; readonly y?: unknown };
  return typeof x === 'number' && typeof y === 'number' ? { x, y } : null;
}

/** Steps that hang together with some, whichever way the lines lead. */
function connectedTo({ steps }: DefinitionView, chosen: readonly string[]): ReadonlySet<string> {
  const lines = Object.entries(steps).flatMap(([id, { next }]) =>
    Object.values(next).flatMap((to) => (to !== null && Object.hasOwn(steps, to) ? [[id, to] as const] : [])),
  );
  const found = new Set(chosen.filter((id) => Object.hasOwn(steps, id)));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const [from, to] of lines) {
      if (found.has(from)) found.add(to);
      if (found.has(to)) found.add(from);
    }
  }
  return found;
}
