import type { Json } from '../json.ts';
import { looselyEqual } from '../logic/values.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import type { FieldWrite } from '../steps/step-type.ts';
import { type CompiledTrigger, compileTrigger } from '../triggers/compile-trigger.ts';
import { readStep, typeOfRecords } from './check-steps.ts';
import { readTrigger } from './check-triggers.ts';
import type { Definition } from './schema.ts';

type StepWrite = FieldWrite & { readonly stepId: string };

/** What a workflow causes and what starts it. */
export type WorkflowProfile = {
  readonly key: string;
  readonly name: string;
  readonly subject: RecordTypeKey;
  readonly writes: readonly StepWrite[];
  readonly triggers: readonly CompiledTrigger[];
  /** What holds of its record whenever it starts, and is not written by it: path → values. */
  readonly facts: ReadonlyMap<string, readonly Json[]>;
};

const known = new WeakMap<Definition, WorkflowProfile>();

/** The profile of a definition; steps and triggers that are not valid are left out. */
export function profileOf(definition: Definition): WorkflowProfile {
  const cached = known.get(definition);
  if (cached) return cached;
  const { key, name, subject } = definition;
  const steps = Object.entries(definition.steps).map(([id, step]) => readStep(id, step));
  const typeOf = typeOfRecords(subject, steps);
  const writes = steps.flatMap(({ id, type, config }) =>
    type && config !== undefined
      ? (type.writes?.(config, typeOf) ?? []).map((write) => ({ ...write, stepId: id }))
      : [],
  );
  const triggers = definition.triggers.flatMap((trigger, index) => {
    try {
      return readTrigger(trigger, index).config === undefined ? [] : [compileTrigger(trigger, subject)];
    } catch {
      // A rule that is no rule: validation of that definition tells it.
      return [];
    }
  });
  const profile = { key, name, subject, writes, triggers, facts: factsOf({ subject, writes, triggers }) };
  known.set(definition, profile);
  return profile;
}

/** What of `from` starts `to`, if anything does. */
export function firingOf(
  from: WorkflowProfile,
  to: WorkflowProfile,
): { readonly stepId: string; readonly field: string } | null {
  for (const write of from.writes) {
    if (write.field === `run:${to.key}`) return { stepId: write.stepId, field: write.field };
    if (to.triggers.some((trigger) => fires(write, trigger, { from, itself: from.key === to.key })))
      return { stepId: write.stepId, field: write.field };
  }
  return null;
}

function fires(
  write: StepWrite,
  trigger: CompiledTrigger,
  { from, itself }: { from: WorkflowProfile; itself: boolean },
): boolean {
  if (write.field.startsWith('event:'))
    return trigger.events.includes(write.field.slice(6)) && (!itself || trigger.ownWrites);
  const [type, field] = write.field.split('.');
  if (trigger.subject !== type || trigger.type !== 'record') return false;
  if (field === '*') return trigger.events.includes('record.created') && !contradicted(trigger, literalsOf(from, type));
  if (itself && !trigger.ownWrites) return false;
  if (!trigger.events.includes('record.updated') || (trigger.fields && !trigger.fields.includes(field ?? '')))
    return false;
  const written = write.value === undefined ? [] : [[`record.${field}`, [write.value]] as const];
  return !contradicted(trigger, new Map([...(from.subject === type ? from.facts : []), ...written]));
}

/** Whether what is known of the record rules out that the trigger's condition holds. */
function contradicted({ guards }: CompiledTrigger, facts: ReadonlyMap<string, readonly Json[]>): boolean {
  return guards.some(({ path, values }) => {
    const fact = facts.get(path);
    return fact !== undefined && !fact.some((value) => values.some((wanted) => looselyEqual(value, wanted)));
  });
}

/** Literal values that a workflow gives to new records of a type, where it always gives the same few. */
function literalsOf({ writes }: WorkflowProfile, type: string): ReadonlyMap<string, readonly Json[]> {
  const facts = new Map<string, Json[]>();
  const open = new Set<string>();
  for (const { field, value } of writes.filter(
    (write) => write.field.startsWith(`${type}.`) && !write.field.endsWith('.*'),
  )) {
    const path = `record.${field.slice(type.length + 1)}`;
    if (value === undefined) open.add(path);
    else facts.set(path, [...(facts.get(path) ?? []), value]);
  }
  return new Map([...facts].filter(([path]) => !open.has(path)));
}

function factsOf({
  subject,
  writes,
  triggers,
}: Pick<WorkflowProfile, 'subject' | 'writes' | 'triggers'>): WorkflowProfile['facts'] {
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
