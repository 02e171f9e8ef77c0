import type { Json } from '../json.ts';
import { jsonPointer } from '../json-pointer.ts';
import { looselyEqual } from '../logic/values.ts';
import { followingFields } from '../records/following-fields.ts';
import { isRecordType, type RecordTypeKey } from '../records/record-types.ts';
import { writesOf } from '../steps/set-literals.ts';
import type { FieldWrite } from '../steps/step-type.ts';
import { type CompiledTrigger, compileTrigger } from '../triggers/compile-trigger.ts';
import { readStep, typeOfRecords } from './check-steps.ts';
import { readTrigger } from './check-triggers.ts';
import type { Definition } from './schema.ts';

/** Where in the definition something is written: the pointer, and the step where it is one. */
export type WritePlace = { readonly path: string; readonly stepId?: string };
type PlacedWrite = FieldWrite & WritePlace;

/**
 * What a workflow causes and what starts it: its runs; and, each by itself, its triggers that make the record they are about,
 * because only the event of that trigger does so.
 */
export type WorkflowProfile = {
  /** The workflow's key; of a trigger that makes records, with its own. */
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly subject: RecordTypeKey;
  readonly writes: readonly PlacedWrite[];
  readonly triggers: readonly CompiledTrigger[];
  /** What holds of its record whenever it starts, and is not written by it: path → values. */
  readonly facts: Facts;
};
type Facts = ReadonlyMap<string, readonly Json[]>;

const known = new WeakMap<Definition, readonly WorkflowProfile[]>();

/** The profiles of a definition, that of its runs first; steps and triggers that are not valid are left out. */
export function profilesOf(definition: Definition): readonly [WorkflowProfile, ...WorkflowProfile[]] {
  const [run, ...makers] = known.get(definition) ?? [];
  if (run) return [run, ...makers];
  const made = profiles(definition);
  known.set(definition, made);
  return made;
}

function profiles(definition: Definition): readonly [WorkflowProfile, ...WorkflowProfile[]] {
  const { key, name, subject } = definition;
  const writes = writesOfSteps(definition);
  const triggers = definition.triggers.flatMap((trigger, index) => {
    try {
      return readTrigger(trigger, index).config === undefined
        ? []
        : [{ trigger: compileTrigger(trigger, subject), index }];
    } catch {
      // A rule that is no rule: validation of that definition tells it.
      return [];
    }
  });
  const compiled = triggers.map(({ trigger }) => trigger);
  const makers = triggers.flatMap(({ trigger, index }): WorkflowProfile[] => {
    const made = recordOfTrigger(trigger, jsonPointer(['triggers', index]));
    const id = `${key}#${trigger.id}`;
    return made.length === 0 ? [] : [{ id, key, name, subject, writes: made, triggers: [trigger], facts: new Map() }];
  });
  const facts = factsOf({ subject, writes, triggers: compiled });
  return [{ id: key, key, name, subject, writes, triggers: compiled, facts }, ...makers];
}

function writesOfSteps(definition: Definition): readonly PlacedWrite[] {
  const steps = Object.entries(definition.steps).map(([id, step]) => readStep(id, step));
  const typeOf = typeOfRecords(definition.subject, steps);
  return steps.flatMap(({ id, type, config }) =>
    type && config !== undefined
      ? withFollowers(type.writes?.(config, typeOf) ?? []).map((write) => ({
          ...write,
          stepId: id,
          path: jsonPointer(['steps', id]),
        }))
      : [],
  );
}

/** What the system writes along with the fields of a step, where the step does not write it itself. */
function withFollowers(writes: readonly FieldWrite[]): readonly FieldWrite[] {
  const named = new Set(writes.map(({ field }) => field));
  const followers = writes.flatMap(({ field: path, ...write }) => {
    const [type = '', field = ''] = path.split('.');
    if (write.made || !isRecordType(type)) return [];
    const { value: _, ...unknown } = write;
    return followingFields(type, field)
      .map((follower) => ({ ...unknown, field: `${type}.${follower}` }))
      .filter((follower) => !named.has(follower.field));
  });
  return [...writes, ...followers];
}

/** The record that a trigger makes where it finds none. */
function recordOfTrigger({ subject, finder }: CompiledTrigger, path: string): readonly PlacedWrite[] {
  if (finder?.create === undefined || finder.create === false) return [];
  const set = { ...finder.find, ...(finder.create === true ? {} : finder.create) };
  return [{ field: `${subject}.*` }, ...writesOf(subject, set, { made: true })].map((write) => ({ ...write, path }));
}

/** What of `from` starts `to`, if anything does. */
export function firingOf(from: WorkflowProfile, to: WorkflowProfile): (WritePlace & { readonly field: string }) | null {
  for (const write of from.writes) {
    const { path, stepId, field } = write;
    if (
      (field === `run:${to.key}` && to.id === to.key) ||
      to.triggers.some((trigger) => fires(write, trigger, { from, itself: from.key === to.key }))
    )
      return { path, ...(stepId === undefined ? {} : { stepId }), field };
  }
  return null;
}

function fires(
  write: PlacedWrite,
  trigger: CompiledTrigger,
  { from, itself }: { from: WorkflowProfile; itself: boolean },
): boolean {
  const isOwn = write.on === undefined || write.on === 'subject';
  // Runs are kept from answering themselves only where the record is the same.
  const guarded = itself && isOwn && !trigger.ownWrites;
  if (write.field.startsWith('event:'))
    return trigger.events.includes(write.field.slice(6)) && (!guarded || trigger.finder !== undefined);
  const [type = '', field = ''] = write.field.split('.');
  if (trigger.subject !== type) return false;
  const facts = literalsBeside(from, write, type);
  if (field === '*') return trigger.events.includes('record.created') && !contradicted(trigger, facts);
  if (write.made || guarded || !trigger.events.includes('record.updated') || !readsField(trigger, field)) return false;
  const own = isOwn && from.subject === type ? from.facts : [];
  return !contradicted(trigger, new Map([...own, ...facts]));
}

/** Whether a change of a field may start it. A condition that must become true becomes so by a field that it reads. */
function readsField({ fields, enters, when }: CompiledTrigger, field: string): boolean {
  if (fields && !fields.includes(field)) return false;
  if (!enters || !when) return true;
  return when.compiled.reads.some(
    (read) => read.root === 'record' && (read.field === undefined || read.field === field),
  );
}

/** Whether what is known of the record rules out that the trigger's condition holds. */
function contradicted({ guards }: CompiledTrigger, facts: Facts): boolean {
  return guards.some(({ path, values }) => {
    const fact = facts.get(path);
    return fact !== undefined && !fact.some((value) => values.some((wanted) => looselyEqual(value, wanted)));
  });
}

/** Literal values that the record gets by the same write: a step writes all its fields at once. */
function literalsBeside({ writes }: WorkflowProfile, { path }: PlacedWrite, type: string): Facts {
  return new Map(
    writes.flatMap(({ path: other, field, value }) =>
      other === path && value !== undefined && field.startsWith(`${type}.`)
        ? [[`record.${field.slice(type.length + 1)}`, [value]] as const]
        : [],
    ),
  );
}

function factsOf({ subject, writes, triggers }: Pick<WorkflowProfile, 'subject' | 'writes' | 'triggers'>): Facts {
  const [first, ...others] = triggers;
  const written = new Set(writes.map(({ field }) => field));
  const paths = (first?.guards ?? []).filter(
    ({ path }) =>
      !written.has(`${subject}.${path.slice('record.'.length)}`) &&
      others.every(({ guards }) => guards.some((guard) => guard.path === path)),
  );
  return new Map(
    paths.map(({ path }) => [
      path,
      triggers.flatMap(({ guards }) => guards.filter((guard) => guard.path === path).flatMap(({ values }) => values)),
    ]),
  );
}
