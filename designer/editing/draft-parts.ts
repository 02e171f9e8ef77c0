import type { Json, JsonObject } from '../../domain/json.ts';
import { stepTypeOf } from '../../domain/steps/registry.ts';
import { errorOutlet, type Outlet } from '../../domain/steps/step-type.ts';

/**
 * Parts of a draft. Drafts may be half finished: what is missing counts as empty, and what an edit is not about stays as
 * it is, byte for byte.
 */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** The steps by id, whatever they hold. */
export const stepsOf = (draft: JsonObject): JsonObject => objectOf(draft.steps);

/** A step, empty where there is none. */
export const stepOf = (draft: JsonObject, stepId: string): JsonObject => objectOf(own(stepsOf(draft), stepId));

/** Where the outlets of a step lead that are drawn: to a step, or to an end (null). */
export const nextOf = (step: JsonObject): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    Object.entries(objectOf(step.next)).map(([outlet, to]) => [outlet, typeof to === 'string' ? to : null]),
  );

/** Places of cards by hand. */
export const layoutOf = (draft: JsonObject): JsonObject => objectOf(draft.layout);

/** How records are admitted, empty where nothing is said. */
export const enrollmentOf = (draft: JsonObject): JsonObject => objectOf(draft.enrollment);

export const startOf = (draft: JsonObject): string | null => (typeof draft.start === 'string' ? draft.start : null);

/** A member of an object itself, not of what all objects have. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The draft with other steps. */
export const withSteps = (draft: JsonObject, steps: JsonObject): JsonObject => ({ ...draft, steps });

/** The draft with one step changed; the same draft where the step stays as it is. */
export function withStep(draft: JsonObject, stepId: string, change: (step: JsonObject) => JsonObject): JsonObject {
  const step = stepOf(draft, stepId);
  const after = change(step);
  return after === step ? draft : withSteps(draft, { ...stepsOf(draft), [stepId]: after });
}

/** The step with an outlet that leads somewhere else. */
export function withNext(step: JsonObject, outlet: string, to: string | null): JsonObject {
  const next = objectOf(step.next);
  return own(next, outlet) === to ? step : { ...step, next: { ...next, [outlet]: to } };
}

/** An object without some of its members; itself where it has none of them. */
export function without(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  const kept = Object.entries(object).filter(([key]) => !keys.has(key));
  return kept.length === Object.keys(object).length ? object : Object.fromEntries(kept);
}

/** The first id made of a word that is free: `wait`, `wait-2`. */
export function freeId(word: string, taken: ReadonlySet<string>): string {
  if (!taken.has(word)) return word;
  for (let number = 2; ; number += 1) if (!taken.has(`${word}-${number}`)) return `${word}-${number}`;
}

/**
 * The outlets that a step has by its type and settings, that for errors last. Settings that cannot be read yet give those
 * that do not depend on them.
 */
export function outletsOf(step: JsonObject): readonly Outlet[] {
  const type = stepTypeOf(typeof step.type === 'string' ? step.type : '');
  if (!type) return Object.keys(nextOf(step)).map((id) => ({ id, label: id }));
  const config = type.config.safeParse(step.config ?? {});
  const outlets = type.outlets(config.success ? config.data : readable(step.config)).filter(({ id }) => id);
  return type.effect ? [...outlets, errorOutlet] : outlets;
}

/** Settings that are no valid whole, with the list that outlets are read from. */
function readable(config: Json | undefined): JsonObject {
  const { branches, ...rest } = objectOf(config);
  return { ...rest, branches: Array.isArray(branches) ? branches.filter((branch) => branch !== null) : [] };
}
