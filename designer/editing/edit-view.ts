import type { JsonObject } from '../../domain/json.ts';
import { type DefinitionView, viewDefinition } from '../canvas/definition-view.ts';
import { nextOf, outletsOf, startOf, stepOf, stepsOf } from './draft-parts.ts';
import { freeOutlet, type LineStart, targetOf } from './edit-steps.ts';

/** A draft as the canvas shows it while it is edited: with the free outlets, from which lines can be drawn. */
export function editView(draft: JsonObject): DefinitionView {
  const view = viewDefinition(draft);
  const steps = Object.entries(view.steps).map(([id, step]) => {
    const raw = stepOf(draft, id);
    const drawn = nextOf(raw);
    // In the order of the type. What goes on by another outlet while it is not drawn needs none of its own.
    const own = outletsOf(raw)
      .filter(({ id: outlet, fallback }) => fallback === undefined || outlet in drawn)
      .map(({ id: outlet }) => [outlet, drawn[outlet] ?? null] as const);
    return [id, { ...step, next: { ...Object.fromEntries(own), ...drawn } }];
  });
  return { ...view, steps: Object.fromEntries(steps) };
}

/**
 * Where a step is added when nobody says where: behind the chosen step, else where the way that the triggers begin comes to
 * its first free outlet or its end.
 */
export function placeToAdd(draft: JsonObject, chosen: string | null): LineStart {
  if (chosen !== null && chosen in stepsOf(draft)) {
    const outlet = freeOutlet(draft, chosen);
    if (outlet !== null) return { stepId: chosen, outlet };
  }
  let from: LineStart = 'triggers';
  const met = new Set<string>();
  for (let id = startOf(draft); id !== null && !met.has(id); id = targetOf(draft, from)) {
    met.add(id);
    const outlet = freeOutlet(draft, id);
    if (outlet === null) return from;
    from = { stepId: id, outlet };
  }
  return from;
}
