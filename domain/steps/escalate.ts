import { z } from 'zod';
import { holdsQueue } from '../assignment/request.ts';
import { checkUnnoticed } from '../definition/check-unnoticed.ts';
import { meta, sourceOf, word } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { ClockAnswer, ClockSpec } from '../sla/clock-spec.ts';
import { durationText } from '../time/describe-duration.ts';
import type { Duration } from '../time/duration.ts';
import { isDurationProblem, parseIsoDuration } from '../time/iso-duration.ts';
import { defineStep } from './define-step.ts';
import {
  ask,
  type Effect,
  type EffectAnswers,
  type RecordKey,
  type UserRef,
  type Wait,
  type WaitBranch,
} from './effect.ts';
import { messageRequest, refuse } from './message-settings.ts';
import { assignmentDetail, oneUser } from './one-user.ts';
import { sentence } from './sentence.ts';
import { literals, writesOf } from './set-literals.ts';
import { usersText } from './user-text.ts';

const level = z
  .strictObject({
    after: word.duration('After').optional(),
    percent: z.number().positive().max(1000).meta(meta('number', 'Percent of the target')).optional(),
    notify: word.users('Notify').optional(),
    subject: word.header('Title of the notification').optional(),
    message: word.text('Notification').optional(),
    assign: word.user('Assign to').optional(),
    set: word.values('Fields').optional(),
  })
  .superRefine(({ after, percent, notify, subject, message }, context) => {
    if ((after === undefined) === (percent === undefined))
      refuse(context, 'level-place', [], 'a level has either "after" or "percent"');
    if (notify === undefined && (subject !== undefined || message !== undefined))
      refuse(context, 'nobody-notified', ['notify'], 'a notification needs "notify"');
  });
type Level = z.infer<typeof level>;

const config = z
  .strictObject({
    target: z
      .union(
        [
          word.duration('Target'),
          z
            .array(z.strictObject({ when: word.rule('Condition').optional(), target: word.duration('Target') }))
            .min(1)
            .max(50),
        ],
        { error: 'a target is a duration, or a list of {"when", "target"} of which the first true one counts' },
      )
      .meta(meta('list', 'Target', 'Working time until the record has to be resolved; by rule where it differs'))
      .optional(),
    from: word.plain('Counted from', 'Field with a time; from the arrival when empty').optional(),
    calendar: word.calendar('Calendar', 'The company’s when empty').optional(),
    paused: word.rule('The clock stands while').optional(),
    resolvedWhen: word.rule('Resolved when'),
    levels: z.array(level).min(1).max(20).meta(meta('list', 'Levels')),
  })
  .superRefine(({ target, levels }, context) => {
    if (target === undefined && levels.some(({ percent }) => percent !== undefined))
      refuse(context, 'target-missing', ['target'], 'a level by percent needs a target');
  });
type Config = z.infer<typeof config>;

/** Presses until a record is resolved: each level notifies, assigns and sets when so much working time has passed. */
export const escalate = defineStep<Config>({
  type: 'escalate',
  version: 1,
  title: 'Escalate',
  group: 'people',
  icon: 'stairs-up',
  effect: true,
  config,
  help: 'Counts working time until the record is resolved, and does what each level says on the way. “Breached”, where it is drawn, is taken when the target and all levels have passed; otherwise the run waits on until the record is resolved.',
  outlets: () => [
    { id: 'resolved', label: 'Resolved' },
    { id: 'breached', label: 'Not resolved in time' },
  ],
  waits: () => true,
  sentence: ({ target, levels }) =>
    target === undefined || Array.isArray(target)
      ? sentence('escalate', 'Escalate in {n} levels until it is resolved', { n: levels.length })
      : sentence('escalate.target', 'Escalate in {n} levels until it is resolved, within {duration}', {
          n: levels.length,
          duration: durationText(target),
        }),
  writes: ({ levels }, typeOf) =>
    levels.flatMap(({ assign, set }) => [
      ...(assign === undefined ? [] : [{ field: `${typeOf('subject')}.ownerId` }]),
      ...(assign?.queue !== undefined && holdsQueue(typeOf('subject'))
        ? [{ field: `${typeOf('subject')}.queue` }]
        : []),
      ...writesOf(typeOf('subject'), set ?? {}, {}),
    ]),
  check: (settings, { checkSet, hasField, subject }) => [
    ...checkUnnoticed(settings.resolvedWhen, '/resolvedWhen'),
    ...(settings.paused === undefined ? [] : checkUnnoticed(settings.paused, '/paused')),
    ...targetsOf(settings).flatMap(({ when }, index) =>
      when === undefined ? [] : checkUnnoticed(when, `/target/${index}/when`),
    ),
    ...settings.levels.flatMap(({ set }, index) =>
      set === undefined ? [] : checkSet(subject, set, `/levels/${index}/set`),
    ),
    ...(settings.from === undefined || hasField(subject, settings.from) ? [] : [{ ...noField, path: '/from' }]),
    ...checkDays(settings),
  ],
  *execute(settings, step) {
    const spec = specOf(settings, step);
    const levels: Json[] = [];
    for (;;) {
      const look = yield* ask({ kind: 'clock', spec });
      for (const { id, at } of look.reached) {
        const index = Number(id.slice(levelPrefix.length));
        levels.push({ level: index, at, ...(yield* climb(settings.levels[index - 1], index, step.subject)) });
      }
      if (look.endedBy !== null || look.state === 'cancelled') {
        const outlet = look.endedBy === 'marks' ? 'breached' : 'resolved';
        const { clockId, state, target, consumed } = look;
        return { kind: 'outlet', outlet, result: { state, target, consumed }, detail: { clockId, levels } };
      }
      yield* ask({ kind: 'wait', wait: untilSomething(settings, look) });
    }
  },
});

const levelPrefix = 'level-';

type TargetRule = { readonly when?: Json | undefined; readonly target: Duration };

const targetsOf = ({ target }: Config): readonly TargetRule[] =>
  target === undefined ? [] : Array.isArray(target) ? target : [{ target }];

function specOf(settings: Config, { drawn, name }: { drawn: readonly string[]; name: string }): ClockSpec {
  const { from, calendar, paused, resolvedWhen, levels } = settings;
  return {
    name,
    targets: targetsOf(settings).map(({ when, target }) => ({ target, ...(when === undefined ? {} : { when }) })),
    resolved: resolvedWhen,
    levels: levels.map(({ after, percent }, index) => {
      const id = `${levelPrefix}${index + 1}`;
      return percent === undefined ? { id, after: after ?? 'PT0S' } : { id, percent };
    }),
    endsWithMarks: drawn.includes('breached'),
    ...(from === undefined ? {} : { from }),
    ...(calendar === undefined ? {} : { calendar }),
    ...(paused === undefined ? {} : { paused }),
  };
}

const nobody: EffectAnswers['users'] = { users: [] };

/** What a level does, each once: the ledger holds it by its place in the visit. Where nobody is there to be told, the administrators are. */
function* climb(level: Level | undefined, index: number, about: RecordKey): Generator<Effect, JsonObject, unknown> {
  if (!level) return {};
  const { notify, subject, message, assign, set } = level;
  const refs = notify === undefined ? [] : Array.isArray(notify) ? notify : [notify];
  const { users, instead } =
    refs.length === 0 ? nobody : yield* ask({ kind: 'users', refs, otherwise: 'administrators' });
  const title = subject === undefined ? `Escalation: level ${index}` : sourceOf(subject);
  if (users.length > 0) {
    const said = message === undefined ? `The escalation has come to level ${index}.` : sourceOf(message);
    const body = instead === undefined ? said : `Nobody is there to be told: ${usersText(refs)}. ${said}`;
    yield* ask({ kind: 'send', message: { ...messageRequest('app', { subject: title, body }), users } });
  }
  const { ownerId, inQueue, chosen, told } = yield* newOwner(assign, { title, index, about });
  const given = ownerId === undefined ? {} : { ownerId };
  const values = { ...inQueue, ...(yield* literals(set ?? {})), ...given };
  if (Object.keys(values).length > 0)
    yield* ask({ kind: 'write', on: 'subject', change: { set: values }, assignment: chosen });
  return {
    notified: users,
    ...(instead === undefined ? {} : { instead }),
    set: values,
    ...assignmentDetail(chosen),
    ...(assign !== undefined && ownerId === undefined ? { assigned: 'nobody', told } : {}),
  };
}

type Place = { readonly title: string; readonly index: number; readonly about: RecordKey };

/** Whom a level gives the record. Where that is nobody, the owner stays, and the administrators are told. */
function* newOwner(assign: UserRef | undefined, { title, index, about }: Place) {
  const { userId, inQueue, tell, chosen } = yield* oneUser(assign, about.type, {
    present: true,
    otherwise: 'administrators',
  });
  if (assign !== undefined && tell.length > 0) {
    const body = `Nobody is there to take it over at level ${index}: ${usersText(assign)}. Its owner stays.`;
    yield* ask({ kind: 'send', message: { ...messageRequest('app', { subject: title, body }), users: tell } });
  }
  return { ownerId: userId, inQueue: userId === undefined ? {} : inQueue, chosen, told: tell };
}

/** Until the next level is due, or what the clock reads of the record has changed. */
function untilSomething(settings: Config, { state, row, nextAt }: ClockAnswer): Wait {
  const { paused, resolvedWhen } = settings;
  const rules = targetsOf(settings);
  const stands = state === 'paused';
  const branches: WaitBranch[] = [{ id: 'resolved', when: resolvedWhen }];
  if (paused !== undefined)
    branches.push({ id: stands ? 'resumed' : 'paused', when: stands ? { '!': paused } : paused });
  if (rules.some(({ when }) => when !== undefined))
    branches.push({
      id: 'retargeted',
      when: { and: [{ '!=': [rowRule(rules), row] }, { '!=': [rowRule(rules), -1] }] },
    });
  return { kind: 'event', branches, ...(nextAt === null ? {} : { dueAt: nextAt }) };
}

/** The place of the first target that is true, as one rule. */
function rowRule(rules: readonly TargetRule[]): Json {
  return { if: [...rules.flatMap(({ when }, index) => [when ?? true, index]), -1] };
}

/** Days are days of the calendar there only where each has 24 hours. */
function checkDays(settings: Config): readonly Issue[] {
  if (settings.calendar === 'always') return [];
  const places = [
    ...targetsOf(settings).map(({ target }, index) => ({
      duration: target,
      path: Array.isArray(settings.target) ? `/target/${index}/target` : '/target',
    })),
    ...settings.levels.flatMap(({ after }, index) =>
      after === undefined ? [] : [{ duration: after, path: `/levels/${index}/after` }],
    ),
  ];
  return places.flatMap(({ duration, path }): Issue[] => (countsDays(duration) ? [{ ...daysOfWork, path }] : []));
}

function countsDays(duration: Duration): boolean {
  if (typeof duration !== 'string') return false;
  const parsed = parseIsoDuration(duration);
  return !isDurationProblem(parsed) && (parsed.days > 0 || parsed.months > 0);
}

const noField = {
  severity: 'error',
  code: 'unknown-field',
  message: 'There is no such field. Name one that holds a time, such as "createdAt".',
} as const;

const daysOfWork = {
  severity: 'error',
  code: 'days-of-working-time',
  message:
    'This clock counts working time, where a day is not 24 hours. Write hours ("PT8H") or {"businessDays": n}, or take the calendar "always".',
} as const;
