import { compiledRule } from '../../crm/lookup/evaluate-many.ts';
import { personKeyOf, relatedKeyOf } from '../../crm/lookup/record-cache.ts';
import { childKeys } from '../../crm/runs/child-runs.ts';
import { eventsOf } from '../../domain/logic/slots.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import type { RecordKey, Rule, Wait } from '../../domain/steps/effect.ts';
import type { EffectCall, LegContext } from '../leg/leg-run.ts';

type WaitCall = EffectCall<'wait'>;

/** Under which keys events find a wait: for its branches with an event, and for what its conditions read. */
export type WaitKeys = { readonly events: readonly string[]; readonly conditions: readonly string[] };

/** The keys of a wait for runs to end, or for events and conditions. */
export function waitKeysOf(call: WaitCall, context: LegContext): WaitKeys {
  const { wait } = call.effect;
  if (wait.kind === 'runs') return { events: wait.runs ? childKeys(wait.runs) : [], conditions: [] };
  if (wait.kind !== 'event') return { events: [], conditions: [] };
  const ids = idsOf(call, context);
  const events = (wait.branches ?? []).flatMap(({ event, correlate }) => {
    if (event === undefined) return [];
    return correlate
      ? [`event:${event}:${correlate.property}=${correlate.value}`]
      : ids.map((id) => `event:${event}:${id}`);
  });
  return { events, conditions: conditionKeys(call, context, ids) };
}

/** Records whose changes may make a condition true: the subject, its person, and what its rules read across one-relations. */
export function conditionRecords({ run, effect: { wait } }: WaitCall, { cache }: LegContext): RecordKey[] {
  const rules = conditionRules(wait);
  if (rules.length === 0) return [];
  const { subject } = run.row.data;
  const record = cache.record(subject);
  const keys = [
    subject,
    personKeyOf(subject, record),
    ...relationsOf(rules).map((name) => relatedKeyOf(subject, record, name)),
  ].filter((key) => key !== null);
  return [...new Map(keys.map((key) => [key.id, key])).values()];
}

/** Rules of branches without an event, and the one that pauses them. */
function conditionRules({ kind, branches = [], pausedWhen }: Wait): Rule[] {
  const rules =
    kind === 'event'
      ? branches.flatMap(({ event, when }) => (event === undefined && when !== undefined ? [when] : []))
      : [];
  return rules.length === 0 || pausedWhen === undefined ? rules : [...rules, pausedWhen];
}

function conditionKeys(call: WaitCall, context: LegContext, ids: readonly string[]): string[] {
  const rules = conditionRules(call.effect.wait);
  if (rules.length === 0) return [];
  const { subject } = call.run.row.data;
  const read = new Set(relationsOf(rules));
  // Those of them that point to the subject are found as waits for changes of records are: by the reference.
  const pointing = recordTypes[subject.type].relations
    .filter(({ name, kind }) => kind === 'many' && read.has(name))
    .flatMap(({ via }) => recordEvents.map((event) => `event:${event}:${via}=${subject.id}`));
  const lookedFor = rules.flatMap((rule) => compiledRule(rule).slots.flatMap(eventsOf));
  return [
    ...conditionRecords(call, context).map(({ id }) => `record:${id}`),
    ...pointing,
    ...lookedFor.flatMap((event) => ids.map((id) => `event:${event}:${id}`)),
  ];
}

const recordEvents = ['record.created', 'record.updated', 'record.deleted'] as const;

const relationsOf = (rules: readonly Rule[]) =>
  rules.flatMap((rule) =>
    compiledRule(rule).reads.flatMap(({ root, relation }) => (root === 'related' && relation ? [relation] : [])),
  );

/** Whose behaviour counts: the subject's and its person's. */
function idsOf({ run }: WaitCall, { cache }: LegContext): string[] {
  const { subject } = run.row.data;
  return [...new Set([subject.id, personKeyOf(subject, cache.record(subject))?.id ?? subject.id])];
}
