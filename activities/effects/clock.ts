import { auditActions } from '../../crm/audit/record-action.ts';
import { newId } from '../../crm/ids.ts';
import { evaluateMany, type Question } from '../../crm/lookup/evaluate-many.ts';
import { applyLooks, auditOf } from '../../crm/sla/apply-looks.ts';
import { type ClockRow, lockClocks, saveClocks } from '../../crm/sla/clock-row.ts';
import { type Past, readPast } from '../../crm/sla/snapshots.ts';
import type { Json } from '../../domain/json.ts';
import { segmentsOf, valueAt } from '../../domain/logic/path.ts';
import { truthy } from '../../domain/logic/values.ts';
import type { Answer } from '../../domain/run/state.ts';
import { changeCalendar, type Observation, startClock } from '../../domain/sla/clock.ts';
import { answerOf } from '../../domain/sla/clock-answer.ts';
import { type ClockSpec, placeMarks, targetRow } from '../../domain/sla/clock-spec.ts';
import type { Calendar } from '../../domain/time/calendar.ts';
import { type EffectCall, type EffectHandler, failure, type LegContext, value } from '../leg/leg-run.ts';
import { questionOf } from '../leg/question.ts';
import { ruleDataOf } from '../leg/rule-data.ts';
import { runActor } from '../leg/run-actor.ts';

type ClockCall = EffectCall<'clock'>;
type Asked = {
  readonly call: ClockCall;
  readonly known: ClockRow | null;
  readonly calendar: Calendar;
  /** In which a known clock was counted until now, where that is another. */
  readonly before: Calendar | null;
  readonly startedAt: number;
};
/** What was true of the record at a moment, with the place of the target that counts. */
type Look = Omit<Observation, 'target'> & { readonly row: number };

/**
 * Brings clocks of steps up to date: every change of the record since the last look counts from when it happened, not from when the leg
 * came to it. The events are read before the record, so that nothing is overlooked; what is read of it twice changes nothing.
 */
export const keepClocks: EffectHandler<'clock'> = async (calls, context) => {
  const answers = new Map<ClockCall, Answer>();
  const asked = await askedOf(calls, context, answers);
  const pasts = await readPast(context.tx, asked.map(pastQuestion));
  await context.cache.reload(asked.map(({ call }) => call.run.row.data.subject));
  const looks = await looksOf(asked, pasts, context);
  const rows: ClockRow[] = [];
  const audit = [];
  for (const [n, item] of asked.entries()) {
    const kept = keep(item, { looks: looks[n] ?? [], past: pasts[n], now: context.now.getTime() });
    answers.set(item.call, kept.answer);
    if (kept.row) rows.push(kept.row);
    audit.push(...kept.audit);
  }
  await saveClocks(context.tx, rows);
  await auditActions(context.tx, audit);
  return calls.map((call) => answers.get(call) ?? failure('no-clock', 'The clock was not kept.'));
};

/** The calls that can be answered, with their clocks; others get their failure. */
async function askedOf(
  calls: readonly ClockCall[],
  context: LegContext,
  answers: Map<ClockCall, Answer>,
): Promise<Asked[]> {
  const runIds = calls.map(({ run }) => run.row.data.id);
  const rows = await lockClocks(context.tx, 'c."runId" = ANY($1::uuid[]) AND c."endedAt" IS NULL', [runIds]);
  const calendars = context.deps.settings.calendars();
  return calls.flatMap((call): Asked[] => {
    const { run, keyed, effect } = call;
    const isOwn = (row: ClockRow) =>
      row.runId === run.row.data.id && row.stepId === keyed.stepId && row.visit === keyed.visit;
    const known = rows.find(isOwn) ?? null;
    const calendar = calendars[effect.spec.calendar ?? context.deps.settings.calendar()];
    const startedAt = known?.kept.clock.startedAt ?? startOf(call, context);
    if (!calendar) answers.set(call, failure('no-calendar', `There is no calendar "${effect.spec.calendar}".`));
    else if (startedAt === null)
      answers.set(call, failure('no-time', `The field ${effect.spec.from} holds no time to count from.`));
    else return [{ call, known, calendar, before: otherThan(calendar, calendars[known?.calendar ?? '']), startedAt }];
    return [];
  });
}

const otherThan = (calendar: Calendar, known: Calendar | undefined): Calendar | null =>
  known === undefined || known.key === calendar.key ? null : known;

function startOf(call: ClockCall, { cache, now }: LegContext): number | null {
  const { from } = call.effect.spec;
  if (from === undefined) return now.getTime();
  const data = ruleDataOf(call.run, cache, now, call.keyed);
  const found = valueAt(data, segmentsOf(from.includes('.') ? from : `record.${from}`));
  const time = typeof found === 'string' ? Date.parse(found) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

function pastQuestion({ call, known, startedAt }: Asked) {
  const recordId = call.run.row.data.subject.id;
  if (known) return { recordId, after: known.seenSeq, from: null };
  if (call.effect.spec.from === undefined) return { recordId, after: null, from: null };
  return { recordId, after: 0, from: new Date(startedAt).toISOString() };
}

/** What was true at each change, and now, for all clocks with one evaluation. */
async function looksOf(asked: readonly Asked[], pasts: readonly Past[], context: LegContext): Promise<Look[][]> {
  const questions: Question[] = [];
  const places = asked.map(({ call }, n) => {
    const moments = [...(pasts[n]?.snapshots ?? []), null];
    return moments.map((moment) => {
      const first = questions.length;
      questions.push(...rulesOf(call.effect.spec).map((rule) => atMoment(questionOf(call, context, rule), moment)));
      return { at: moment?.at.getTime() ?? context.now.getTime(), first };
    });
  });
  const judged = await evaluateMany(context.tx, questions);
  const isTrue = (n: number) => truthy(judged[n]?.value);
  return places.map((moments, n) =>
    moments.map(({ at, first }): Look => {
      const targets = asked[n]?.call.effect.spec.targets ?? [];
      const row = targetRow(targets.map((_, index) => isTrue(first + 2 + index)));
      return { at: Math.min(at, context.now.getTime()), resolved: isTrue(first), paused: isTrue(first + 1), row };
    }),
  );
}

const rulesOf = ({ resolved, paused = false, targets }: ClockSpec): readonly Json[] => [
  resolved,
  paused,
  ...targets.map(({ when }) => when ?? true),
];

function atMoment(question: Question, moment: Past['snapshots'][number] | null): Question {
  if (moment === null) return question;
  const record = 'record' in question.data ? question.data.record : null;
  const before = record !== null && typeof record === 'object' ? record : {};
  return {
    ...question,
    data: { ...question.data, record: { ...before, ...moment.record }, now: moment.at.toISOString() },
  };
}

type Keeping = { readonly looks: readonly Look[]; readonly past: Past | undefined; readonly now: number };

function keep({ call, known, calendar, before, startedAt }: Asked, { looks, past, now }: Keeping) {
  const { spec } = call.effect;
  let row = known?.targetRow ?? -1;
  let missing = false;
  let marks = known?.marks ?? [];
  const observations = looks.map((look): Observation => {
    row = look.row === -1 ? row : look.row;
    const placed = placeMarks(spec, { row, startedAt, calendar });
    marks = placed.marks;
    missing ||= placed.target === null;
    return { at: look.at, paused: look.paused, resolved: look.resolved, target: placed.target ?? 0 };
  });
  const [first] = observations;
  if (missing || !first)
    return { answer: failure('no-target', 'No target of the clock applies to this record.'), row: null, audit: [] };
  const clock =
    inCalendar(known, { calendar, before, now }) ?? newClock(call, { first, startedAt, calendar: calendar.key });
  const actor = runActor(call.run);
  const begun = known ? [] : [auditOf(clock, { what: 'started', at: startedAt }, actor)];
  const looked = applyLooks(
    { ...clock, marks, targetRow: row },
    { looks: observations, endsWithMarks: spec.endsWithMarks, actor },
    calendar,
  );
  const answer = answerOf({ ...looked.kept, clockId: clock.id, row }, { at: now, calendar });
  return {
    answer: value(answer),
    row: { ...looked.row, seenSeq: past?.seenSeq ?? clock.seenSeq },
    audit: [...begun, ...looked.audit],
  };
}

/** A known clock counted on in the step's calendar: what it consumed in another until now stays. */
function inCalendar(
  known: ClockRow | null,
  { calendar, before, now }: { calendar: Calendar; before: Calendar | null; now: number },
): ClockRow | null {
  if (known === null || before === null) return known;
  const clock = changeCalendar(known.kept.clock, now, before);
  return { ...known, calendar: calendar.key, kept: { ...known.kept, clock } };
}

function newClock(
  { run, keyed, effect }: ClockCall,
  { first, startedAt, calendar }: { first: Observation; startedAt: number; calendar: string },
): ClockRow {
  const { data } = run.row;
  return {
    id: newId(),
    recordType: data.subject.type,
    recordId: data.subject.id,
    policyKey: null,
    clockKey: null,
    runId: data.id,
    stepId: keyed.stepId,
    visit: keyed.visit,
    kind: 'resolve',
    name: effect.spec.name,
    calendar,
    kept: { clock: startClock({ ...first, at: startedAt }), passed: [] },
    targetRow: -1,
    marks: [],
    breachedAt: null,
    nextAt: null,
    dueAt: null,
    seenSeq: 0,
  };
}
