import type { JsonObject } from '../../domain/json.ts';
import { truthy } from '../../domain/logic/values.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { targetRow } from '../../domain/sla/clock-spec.ts';
import { type PolicyClock, stopOf } from '../../domain/sla/policy.ts';
import type { Rule } from '../../domain/steps/effect.ts';
import type { Tx } from '../database.ts';
import { compiledRule, evaluateMany, type Question } from '../lookup/evaluate-many.ts';
import { createRecordCache } from '../lookup/record-cache.ts';
import { loadSubjects, lookupSubject, subjectData } from '../lookup/subject-data.ts';
import type { StoredPolicy } from './policies.ts';

/** A record as it was after a change. */
export type RecordMoment = {
  readonly recordType: RecordTypeKey;
  readonly recordId: string;
  readonly seq: number;
  readonly at: Date;
  /** Null for one that was deleted. */
  readonly record: JsonObject | null;
};

/** What a policy says of a record at a moment, clock by clock. */
export type Judged = {
  readonly policy: StoredPolicy;
  readonly clocks: readonly {
    readonly clock: PolicyClock;
    readonly starts: boolean;
    readonly stops: boolean;
    readonly paused: boolean;
    readonly row: number;
  }[];
};

/** The first policy that matches each record at its moment, with the conditions of its clocks; null where none does. One evaluation for all. */
export async function judgePolicies(
  tx: Tx,
  moments: readonly RecordMoment[],
  policies: readonly StoredPolicy[],
): Promise<(Judged | null)[]> {
  const cache = createRecordCache(tx);
  const rules = policies.flatMap(rulesOf);
  const relations = [
    ...new Set(
      rules
        .flatMap((rule) => compiledRule(rule).reads)
        .flatMap(({ root, relation }) => (root === 'related' && relation ? [relation] : [])),
    ),
  ];
  const keyOf = ({ recordType, recordId }: RecordMoment) => ({ type: recordType, id: recordId });
  await loadSubjects(
    cache,
    moments.map((moment) => ({ key: keyOf(moment), relations })),
  );
  const questions: Question[] = [];
  const ask = (moment: RecordMoment, rule: Rule): number => {
    const data = subjectData({ key: keyOf(moment), relations }, cache, moment.at);
    const record = { ...data.record, ...moment.record };
    questions.push({
      rule,
      data: { ...data, record, previous: null, vars: {}, steps: {}, event: null },
      subject: lookupSubject(keyOf(moment), cache, moment.at),
    });
    return questions.length - 1;
  };
  const asked = moments.map((moment) =>
    moment.record === null
      ? []
      : policies
          .filter(({ recordType }) => recordType === moment.recordType)
          .map((policy) => ({ policy, places: rulesOf(policy).map((rule) => ask(moment, rule)) })),
  );
  const judged = await evaluateMany(tx, questions, { tolerant: true });
  const isTrue = (place: number | undefined) => place !== undefined && truthy(judged[place]?.value);
  return asked.map((candidates) => {
    const found = candidates.find(({ places }) => isTrue(places[0]));
    return found ? readClocks(found.policy, found.places, isTrue) : null;
  });
}

/** The rules of a policy in one order: whose it is, then for each clock start, stop, pause and targets. */
function rulesOf({ when = true, recordType, clocks }: StoredPolicy): readonly Rule[] {
  return [when, ...clocks.flatMap((clock) => clockRules(clock, recordType))];
}

const clockRules = (clock: PolicyClock, recordType: RecordTypeKey): readonly Rule[] => [
  clock.start ?? true,
  stopOf(clock, recordType) ?? false,
  clock.pause ?? false,
  ...clock.targets.map(({ when }) => when ?? true),
];

function readClocks(
  policy: StoredPolicy,
  places: readonly number[],
  isTrue: (place: number | undefined) => boolean,
): Judged {
  let next = 1;
  const clocks = policy.clocks.map((clock) => {
    const [starts, stops, paused, ...rows] = places.slice(next, next + 3 + clock.targets.length).map(isTrue);
    next += 3 + clock.targets.length;
    return { clock, starts: starts === true, stops: stops === true, paused: paused === true, row: targetRow(rows) };
  });
  return { policy, clocks };
}
