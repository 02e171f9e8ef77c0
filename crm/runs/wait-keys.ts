import type { JsonObject } from '../../domain/json.ts';
import { eventsOf } from '../../domain/logic/slots.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import type { RecordKey, Rule, Wait } from '../../domain/steps/effect.ts';
import { compiledRule } from '../lookup/evaluate-many.ts';
import { personKeyOf, relatedKeyOf } from '../lookup/record-cache.ts';
import { childKeys } from './child-runs.ts';

/** Under which keys events find a wait: for its branches with an event, and for what its conditions read. */
export type WaitKeys = { readonly events: readonly string[]; readonly conditions: readonly string[] };

/** Whose wait it is: the subject of its run, with the fields that say what it points to. */
export type Waiting = { readonly wait: Wait; readonly subject: RecordKey; readonly record: JsonObject | null };

/** The keys of a wait for runs to end, or for events and conditions. */
export function waitKeysOf(waiting: Waiting): WaitKeys {
  const { wait } = waiting;
  if (wait.kind === 'runs') return { events: wait.runs ? childKeys(wait.runs) : [], conditions: [] };
  if (wait.kind !== 'event') return { events: [], conditions: [] };
  const ids = idsOf(waiting);
  const events = (wait.branches ?? []).flatMap(({ event, correlate }) => {
    if (event === undefined) return [];
    return correlate
      ? [`event:${event}:${correlate.property}=${correlate.value}`]
      : ids.map((id) => `event:${event}:${id}`);
  });
  return { events, conditions: conditionKeys(waiting, ids) };
}

/** Records whose changes may make a condition true: the subject, its person, and what its rules read across one-relations. */
export function conditionRecords({ wait, subject, record }: Waiting): RecordKey[] {
  const rules = conditionRules(wait);
  if (rules.length === 0) return [];
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

function conditionKeys(waiting: Waiting, ids: readonly string[]): string[] {
  const rules = conditionRules(waiting.wait);
  if (rules.length === 0) return [];
  const { subject } = waiting;
  const read = new Set(relationsOf(rules));
  // Those of them that point to the subject are found as waits for changes of records are: by the reference.
  const pointing = recordTypes[subject.type].relations
    .filter(({ name, kind }) => kind === 'many' && read.has(name))
    .flatMap(({ via }) => recordEvents.map((event) => `event:${event}:${via}=${subject.id}`));
  const lookedFor = rules.flatMap((rule) => compiledRule(rule).slots.flatMap(eventsOf));
  return [
    ...conditionRecords(waiting).map(({ id }) => `record:${id}`),
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
function idsOf({ subject, record }: Waiting): string[] {
  return [...new Set([subject.id, personKeyOf(subject, record)?.id ?? subject.id])];
}
