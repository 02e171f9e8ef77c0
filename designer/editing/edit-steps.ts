import { type Json, type JsonObject, jsonEqual } from '../../domain/json.ts';
import { stepTypeOf } from '../../domain/steps/registry.ts';
import {
  freeId,
  layoutOf,
  nextOf,
  outletsOf,
  own,
  startOf,
  stepOf,
  stepsOf,
  withNext,
  without,
  withStep,
  withSteps,
} from './draft-parts.ts';

/** Where a line begins: at an outlet of a step, or at the triggers. */
export type LineStart = { readonly stepId: string; readonly outlet: string } | 'triggers';

/** Where a line leads now: to a step, or to an end (null). */
export function targetOf(draft: JsonObject, from: LineStart): string | null {
  const to = from === 'triggers' ? startOf(draft) : (own(nextOf(stepOf(draft, from.stepId)), from.outlet) ?? null);
  return typeof to === 'string' && Object.hasOwn(stepsOf(draft), to) ? to : null;
}

/** Has a line lead to a step, or to an end. */
export function connected(draft: JsonObject, from: LineStart, to: string | null): JsonObject {
  if (from !== 'triggers') return withStep(draft, from.stepId, (step) => withNext(step, from.outlet, to));
  return to === null || draft.start === to ? draft : { ...draft, start: to };
}

/** The outlet that a step goes on by when another one is put behind it: its first that leads nowhere yet, else its first. */
export function freeOutlet(draft: JsonObject, stepId: string): string | null {
  const step = stepOf(draft, stepId);
  const outlets = outletsOf(step).filter(({ fallback }) => fallback === undefined);
  return (outlets.find(({ id }) => targetOf(draft, { stepId, outlet: id }) === null) ?? outlets[0])?.id ?? null;
}

/**
 * Puts a new step into a line: what the line led to comes behind it. Without a line it stands alone, and where the draft
 * has no first step it becomes that.
 */
export function stepAdded(
  draft: JsonObject,
  type: string,
  from: LineStart | null,
): { readonly draft: JsonObject; readonly stepId: string } {
  const stepId = freeId(type, new Set(Object.keys(stepsOf(draft))));
  const behind = from === null ? null : targetOf(draft, from);
  const bare: JsonObject = { type, config: stepTypeOf(type)?.initial ?? {} };
  const outlet = outletsOf(bare)[0]?.id;
  const step = outlet === undefined ? bare : withNext(bare, outlet, behind);
  const added = withSteps(draft, { ...stepsOf(draft), [stepId]: step });
  if (from !== null) return { draft: connected(added, from, stepId), stepId };
  return { draft: targetOf(added, 'triggers') === null ? { ...added, start: stepId } : added, stepId };
}

/**
 * Takes steps away. Lines that led to one go on to what came behind it, as far as that is one thing; where it chose
 * between ways, they end.
 */
export function stepsRemoved(draft: JsonObject, ids: readonly string[]): JsonObject {
  const steps = stepsOf(draft);
  const gone = new Set(ids.filter((id) => Object.hasOwn(steps, id)));
  if (gone.size === 0) return draft;
  const behind = (id: string | null, met: ReadonlySet<string> = new Set()): string | null => {
    if (id === null || !gone.has(id)) return id;
    if (met.has(id)) return null;
    return behind(onlyTarget(draft, id), new Set([...met, id]));
  };
  const kept = Object.entries(without(steps, gone)).map(([id, step]): [string, Json] => {
    const next = Object.entries(nextOf(stepOf(draft, id)));
    return [
      id,
      next.reduce<Json>((after, [outlet, to]) => {
        const moved = behind(to);
        return moved === to ? after : withNext(after as JsonObject, outlet, moved);
      }, step),
    ];
  });
  const start = behind(startOf(draft)) ?? kept[0]?.[0] ?? '';
  return {
    ...draft,
    ...(start === draft.start ? {} : { start }),
    steps: Object.fromEntries(kept),
    ...(draft.layout === undefined ? {} : { layout: without(layoutOf(draft), gone) }),
  };
}

/** Where a step leads, if all that it leads to is one step. */
function onlyTarget(draft: JsonObject, stepId: string): string | null {
  const targets = new Set(Object.values(nextOf(stepOf(draft, stepId))).filter((to) => to !== null));
  const [one] = targets;
  return targets.size === 1 && one !== undefined ? one : null;
}

/** Gives a step a name of its own; an empty one takes it back. */
export function stepRenamed(draft: JsonObject, stepId: string, name: string): JsonObject {
  return withStep(draft, stepId, (step) => {
    if (name === '') return without(step, new Set(['name']));
    return step.name === name ? step : { ...step, name };
  });
}

/**
 * Other settings for a step. The line of an outlet that got another name goes with it, those of outlets that it has no
 * longer go; where they led stays.
 */
export function stepConfigured(draft: JsonObject, stepId: string, config: JsonObject): JsonObject {
  return withStep(draft, stepId, (step) => {
    if (step.config === config) return step;
    const after = { ...step, config };
    const [had, has] = [outletsOf(step), outletsOf(after)].map((outlets) => outlets.map(({ id }) => id));
    const next = Object.entries(nextOf(step)).flatMap(([outlet, to]) => {
      const name = outletNow(outlet, had ?? [], has ?? []);
      return name === null ? [] : [[name, to] as const];
    });
    const same = jsonEqual(Object.fromEntries(next), nextOf(step));
    return same ? after : { ...after, next: Object.fromEntries(next) };
  });
}

/** What an outlet is called after other settings; null where it is gone. Names that no outlet had are left alone. */
function outletNow(outlet: string, had: readonly string[], has: readonly string[]): string | null {
  if (has.includes(outlet) || !had.includes(outlet)) return outlet;
  const inItsPlace = has[had.indexOf(outlet)];
  return had.length === has.length && inItsPlace !== undefined && !had.includes(inItsPlace) ? inItsPlace : null;
}

/** The same steps once more, connected among themselves as the first ones are, and with nothing else. */
export function stepsDuplicated(
  draft: JsonObject,
  ids: readonly string[],
): { readonly draft: JsonObject; readonly stepIds: readonly string[] } {
  return stepsInserted(draft, Object.fromEntries(ids.map((id) => [id, stepOf(draft, id)])));
}

/** Puts steps from elsewhere in, under ids that are free here; what they led to elsewhere is left out. */
export function stepsInserted(
  draft: JsonObject,
  steps: JsonObject,
): { readonly draft: JsonObject; readonly stepIds: readonly string[] } {
  const taken = new Set(Object.keys(stepsOf(draft)));
  const idOf = new Map<string, string>();
  for (const id of Object.keys(steps)) {
    const free = freeId(id.replace(/-\d+$/, ''), taken);
    taken.add(free);
    idOf.set(id, free);
  }
  const inserted = Object.entries(steps).map(([id]): [string, Json] => {
    const step = stepOf({ steps }, id);
    const config = 'config' in step ? { config: withStepIds(step.config ?? null, idOf) } : {};
    const next = Object.entries(nextOf(step)).map(([outlet, to]) => [
      outlet,
      to === null ? null : (idOf.get(to) ?? null),
    ]);
    return [idOf.get(id) ?? id, { ...step, ...config, ...('next' in step ? { next: Object.fromEntries(next) } : {}) }];
  });
  const after = withSteps(draft, { ...stepsOf(draft), ...Object.fromEntries(inserted) });
  return { draft: after, stepIds: inserted.map(([id]) => id) };
}

/** Settings that speak of other steps, by reference, in rules or in texts, speaking of them by their ids here. */
function withStepIds(value: Json, idOf: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string')
    return value.replaceAll(/\bsteps\.([A-Za-z0-9_-]+)/g, (whole, id: string) =>
      idOf.has(id) ? `steps.${idOf.get(id)}` : whole,
    );
  if (Array.isArray(value)) return value.map((item: Json) => withStepIds(item, idOf));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'step' && typeof item === 'string' ? (idOf.get(item) ?? item) : withStepIds(item, idOf),
    ]),
  );
}
