import { definitionSchema, stepSchema } from '../../domain/definition/schema.ts';
import type { Json, JsonObject } from '../../domain/json.ts';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of an object in an order, unknown ones last. */
function ordered(object: JsonObject, first: readonly string[]): JsonObject {
  const known = first.filter((key) => Object.hasOwn(object, key));
  const rest = Object.keys(object).filter((key) => !first.includes(key));
  return Object.fromEntries([...known, ...rest].map((key) => [key, object[key] ?? null]));
}

/** Steps as a run may meet them, those that none leads to last. */
function stepOrder(steps: JsonObject, start: Json | undefined): readonly string[] {
  const met = new Set<string>();
  const meet = (id: Json | undefined): void => {
    if (typeof id !== 'string' || met.has(id) || !Object.hasOwn(steps, id)) return;
    met.add(id);
    const step = steps[id];
    if (isObject(step) && isObject(step.next)) Object.values(step.next).forEach(meet);
  };
  meet(start);
  return [...met, ...Object.keys(steps).filter((id) => !met.has(id))];
}

/** A definition in the order people read it in: the database keeps the members of an object in one of its own. */
export function orderDefinition(definition: JsonObject): JsonObject {
  const whole = ordered(definition, Object.keys(definitionSchema.shape));
  const { steps, layout, start } = whole;
  if (!isObject(steps)) return whole;
  const ids = stepOrder(steps, start);
  const inside = (id: string): Json => {
    const step = steps[id] ?? null;
    return isObject(step) ? ordered(step, Object.keys(stepSchema.shape)) : step;
  };
  return {
    ...whole,
    steps: Object.fromEntries(ids.map((id) => [id, inside(id)])),
    ...(isObject(layout) ? { layout: ordered(layout, ids) } : {}),
  };
}
