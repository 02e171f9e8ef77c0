import { type Json, type JsonObject, jsonEqual } from '../json.ts';
import { jsonPointer } from '../json-pointer.ts';

/** A value that differs, at a JSON pointer inside its part; absent on the side where there is none. */
export type ValueChange = { readonly path: string; readonly before?: Json; readonly after?: Json };

/** Parts with ids of their own: steps, triggers. */
export type PartsDiff = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly id: string; readonly changes: readonly ValueChange[] }[];
};

/** What differs between two definitions. Where steps stand on the canvas counts apart: it changes no run. */
export type DefinitionDiff = {
  readonly same: boolean;
  readonly steps: PartsDiff;
  readonly triggers: PartsDiff;
  /** Everything else: name, subject, start, enrollment, variables. */
  readonly settings: readonly ValueChange[];
  readonly moved: boolean;
};

const apart: ReadonlySet<string> = new Set(['steps', 'triggers', 'layout', 'notes']);

/** Compares two definitions field by field. Takes any JSON objects, also drafts with issues. */
export function diffDefinitions(before: JsonObject, after: JsonObject): DefinitionDiff {
  const steps = diffParts(objectOf(before.steps), objectOf(after.steps));
  const triggers = diffParts(byId(before.triggers), byId(after.triggers));
  const settings = changesOf(without(before), without(after));
  const moved = !jsonEqual([before.layout, before.notes], [after.layout, after.notes]);
  const isSame = ({ added, removed, changed }: PartsDiff) => added.length + removed.length + changed.length === 0;
  return {
    same: isSame(steps) && isSame(triggers) && settings.length === 0 && !moved,
    steps,
    triggers,
    settings,
    moved,
  };
}

function diffParts(before: JsonObject, after: JsonObject): PartsDiff {
  const kept = Object.keys(before).filter((id) => Object.hasOwn(after, id));
  return {
    added: Object.keys(after).filter((id) => !Object.hasOwn(before, id)),
    removed: Object.keys(before).filter((id) => !Object.hasOwn(after, id)),
    changed: kept.flatMap((id) => {
      const changes = changesOf(before[id], after[id]);
      return changes.length === 0 ? [] : [{ id, changes }];
    }),
  };
}

/** Differences of two values, those inside objects each by itself; lists differ as a whole. */
function changesOf(before: Json | undefined, after: Json | undefined, path: readonly string[] = []): ValueChange[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => changesOf(own(before, key), own(after, key), [...path, key]));
  }
  if (before === undefined ? after === undefined : after !== undefined && jsonEqual(before, after)) return [];
  return [
    { path: jsonPointer(path), ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) },
  ];
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function without(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !apart.has(key)));
}

function byId(list: Json | undefined): JsonObject {
  const items = Array.isArray(list) ? (list as readonly Json[]) : [];
  return Object.fromEntries(
    items.map((item, index) => [isObject(item) && typeof item.id === 'string' ? item.id : String(index), item]),
  );
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && value !== undefined && typeof value === 'object' && !Array.isArray(value);
}
