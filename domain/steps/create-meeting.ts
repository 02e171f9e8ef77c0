import { z } from 'zod';
import { meta, sourceOf, textValue, word } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { type Attendee, attendeesOf } from '../meetings/invitation.ts';
import { recordTypes } from '../records/record-types.ts';
import { togetherOf } from '../sending/together.ts';
import { atSchema } from '../time/at.ts';
import { untilSchema } from '../time/wait-time.ts';
import { defineStep } from './define-step.ts';
import {
  ask,
  type Effect,
  type EffectAnswers,
  type MessageRequest,
  type RecordKey,
  type SendAnswer,
  StepFailure,
} from './effect.ts';
import { messageOutlets, messageSettings, refuse } from './message-settings.ts';
import { oneUser } from './one-user.ts';
import { recordOf } from './record-target.ts';
import { sentence, shortened } from './sentence.ts';
import { madeRecords } from './step-result.ts';
import type { CheckScope, StepEnd, StepRun } from './step-type.ts';
import { ungiven, useCreateRecord } from './ungiven.ts';

const startSchema = z
  .strictObject({
    for: word.duration('From now').optional(),
    until: untilSchema.meta(meta('until', 'Moment', 'A moment, or a field with an offset')).optional(),
    at: atSchema.meta(meta('at', 'At', 'A time of day: alone, or on the day that the others give')).optional(),
  })
  .superRefine((spec, context) => {
    if (spec.for !== undefined && spec.until !== undefined)
      refuse(context, 'wait-twice', ['until'], 'a start has "for" or "until", not both');
    if (Object.values(spec).every((part) => part === undefined))
      refuse(context, 'wait-empty', [], 'a start needs "for", "until" or "at"');
    if (spec.at?.ifPast === 'skip')
      refuse(context, 'no-such-word', ['at', 'ifPast'], 'a meeting begins "next" or "now"; it is not skipped');
  });

const config = z.strictObject({
  on: word.record('About', 'The record itself when empty; an interaction is the meeting that is changed').optional(),
  title: word.header('Title').optional(),
  start: startSchema.meta(meta('moment', 'Start', 'In a while, at a moment, at a time of day')).optional(),
  minutes: word.integer('Minutes', { min: 5, max: 10_080 }, '30 when empty').optional(),
  place: word.header('Place').optional(),
  link: word.header('Link').optional(),
  description: word.text('Text').optional(),
  attendees: word.users('Attendees', 'Of a meeting that is there, instead of those it has').optional(),
  inviteContact: word
    .switch('Invite the person of the record', 'Yes when empty; of a meeting that is there, as it is')
    .optional(),
  organizer: word.user('Organiser', 'The owner of the record when empty').optional(),
  cancel: word.switch('Cancel the meeting').optional(),
  onRejected: messageSettings.onRejected,
});
type Config = z.infer<typeof config>;

/** Arranges a meeting, changes it or calls it off, and tells everybody's calendar by mail. */
export const createMeeting = defineStep<Config>({
  type: 'create-meeting',
  version: 1,
  title: 'Create meeting',
  group: 'records',
  icon: 'calendar-event',
  effect: true,
  config,
  help: 'Puts a meeting into the calendar and invites organiser, attendees and the person of the record by mail. On a meeting that is there, it changes or cancels it and tells everybody.',
  outlets: messageOutlets,
  waits: () => false,
  sentence: sentenceOf,
  writes: () => [{ field: 'interaction.*' }],
  check,
  execute,
});

function sentenceOf({ title, cancel }: Config) {
  if (cancel) return sentence('create-meeting.cancel', 'Cancel the meeting', {});
  return title === undefined
    ? sentence('create-meeting.change', 'Change the meeting', {})
    : sentence('create-meeting', 'Meeting “{title}”', { title: shortened(sourceOf(title)) });
}

function check(settings: Config, scope: CheckScope): readonly Issue[] {
  const type = scope.typeOf(settings.on ?? 'subject');
  if (type === 'interaction' || type === null) return [];
  const needs = (path: 'title' | 'start'): Issue[] =>
    settings[path] === undefined
      ? [{ severity: 'error', code: 'required', path: '', message: `A new meeting needs a ${path} ("${path}").` }]
      : [];
  const cancel: Issue[] = settings.cancel
    ? [
        {
          severity: 'error',
          code: 'wrong-record-type',
          path: '/on',
          message: `Only a meeting is cancelled, and this is a ${type}. Name the meeting in "on", such as {"step": "meeting", "type": "interaction"}.`,
        },
      ]
    : [...needs('title'), ...needs('start')];
  const given = [...Object.keys(settings), 'kind', 'relatedType', 'relatedId'];
  return [...cancel, ...ungiven('interaction', given, scope, useCreateRecord)];
}

function* execute(settings: Config, step: StepRun): Generator<Effect, StepEnd, unknown> {
  const on = yield* recordOf(settings.on, step);
  const fields = yield* fieldsOf(settings);
  const isThere = on.type === 'interaction';
  if (!isThere && (fields.title === undefined || fields.at === undefined))
    throw new StepFailure('no-record', 'There is no meeting here, and a new one needs a title and a start.');
  const withdrawn = isThere ? yield* changed(on, { settings, fields, step }) : null;
  const meeting = isThere ? on : yield* created(settings, { about: on, fields, step });
  const answer = yield* invite(meeting, withdrawn);
  if (answer.outcome === 'failed')
    throw new StepFailure(
      'send-failed',
      answer.response ?? answer.reason ?? 'The invitation was not handed over.',
      true,
    );
  const { outcome, messageIds, reason } = answer;
  const nobody = outcome === 'skipped' && messageIds.length === 0;
  return {
    kind: 'outlet',
    outlet: nobody ? 'done' : outcomes[outcome],
    result: madeRecords([meeting], { outcome, messageIds }),
    detail: {
      ...(isThere ? { record: { ...meeting }, set: fields } : { created: { ...meeting }, fields }),
      outcome,
      messageIds,
      ...(reason === undefined ? {} : { reason }),
      ...(outcome === 'rejected' ? { message: answer.response ?? reason ?? '' } : {}),
    },
  };
}

const outcomes = { accepted: 'done', unknown: 'done', skipped: 'skipped', rejected: 'rejected' } as const;

/** What the settings say of the meeting. */
function* fieldsOf(settings: Config): Generator<Effect, JsonObject, unknown> {
  const { title, place, link, description, minutes, start, organizer, cancel } = settings;
  const texts = { title, place, link, body: description };
  const given = Object.entries(texts).flatMap(([key, text]) => (text === undefined ? [] : [[key, textValue(text)]]));
  const values = given.length === 0 ? {} : (yield* ask({ kind: 'resolve', values: Object.fromEntries(given) })).values;
  const at = start === undefined ? null : yield* beginOf(start);
  const { userId: ownerId } = yield* oneUser(organizer, 'interaction');
  return {
    ...values,
    ...(minutes === undefined ? {} : { durationMinutes: minutes }),
    ...(at === null ? {} : { at }),
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(cancel ? { status: 'cancelled' } : {}),
  };
}

/** When it begins. A moment that has passed is a mistake, unless the settings say what is done then. */
function* beginOf(start: z.infer<typeof startSchema>): Generator<Effect, string, unknown> {
  const { until, at } = start;
  const { dueAt, explain } = yield* ask({ kind: 'schedule', spec: start });
  if (until === undefined || at?.ifPast !== undefined || explain.past === undefined) return dueAt;
  const moment = new Date(Number(explain.base)).toISOString();
  const what = typeof until === 'string' ? `It begins at ${moment}` : `The field ${until.field} gives ${moment}`;
  throw new StepFailure('past-start', `${what}, which is over. Give the meeting a start that is to come, and retry.`);
}

function* created(
  { attendees, inviteContact, organizer }: Config,
  { about, fields, step }: { about: RecordKey; fields: JsonObject; step: StepRun },
): Generator<Effect, RecordKey, unknown> {
  const users = yield* usersOf(attendees);
  const persons = inviteContact === false ? [] : yield* personsOf(step);
  const owners = organizer === undefined ? (yield* ask({ kind: 'users', refs: [{ field: 'owner' }] })).users : [];
  const { record } = yield* ask({
    kind: 'create',
    recordType: 'interaction',
    fields: {
      durationMinutes: 30,
      ...(owners[0] === undefined ? {} : { ownerId: owners[0] }),
      ...fields,
      kind: 'meeting',
      direction: 'out',
      status: 'planned',
      relatedType: about.type,
      relatedId: about.id,
      attendees: listOf([...users, ...persons]),
    },
  });
  return record;
}

function* usersOf(refs: Config['attendees']): Generator<Effect, readonly Attendee[], unknown> {
  const asked = refs === undefined ? [] : Array.isArray(refs) ? refs : [refs];
  const users = asked.length === 0 ? [] : (yield* ask({ kind: 'users', refs: asked })).users;
  return users.map((id) => ({ kind: 'user', id }));
}

/** As a record holds them, nobody twice. */
const listOf = (attendees: readonly Attendee[]): Json =>
  attendeesOf(attendees.map((attendee) => ({ ...attendee }))).map((attendee): Json => ({ ...attendee }));

/** Changes what is given of the meeting. @returns whom it concerned before, where that may have changed */
function* changed(
  on: RecordKey,
  { settings, fields, step }: { settings: Config; fields: JsonObject; step: StepRun },
): Generator<Effect, Invitees | null, unknown> {
  const { attendees, inviteContact, organizer } = settings;
  const touched = attendees !== undefined || inviteContact !== undefined || organizer !== undefined;
  const before = touched ? yield* ask({ kind: 'invitees', meeting: on }) : null;
  const invited = before === null ? fields : { ...fields, ...(yield* invitedInstead(before, settings, step)) };
  if (Object.keys(invited).length > 0) yield* ask({ kind: 'write', on: { ...on }, change: { set: invited } });
  return before;
}

type Invitees = EffectAnswers['invitees'];

/** Users where "attendees" names them, persons where "inviteContact" says so; the others stay. */
function* invitedInstead(
  { attendees: present }: Invitees,
  { attendees, inviteContact }: Config,
  step: StepRun,
): Generator<Effect, JsonObject, unknown> {
  if (attendees === undefined && inviteContact === undefined) return {};
  const isUser = ({ kind }: Attendee) => kind === 'user';
  const users = attendees === undefined ? present.filter(isUser) : yield* usersOf(attendees);
  const persons = inviteContact === false ? [] : present.filter((attendee) => !isUser(attendee));
  const added = inviteContact === true ? yield* personsOf(step) : [];
  return { attendees: listOf([...users, ...persons, ...added]) };
}

/** The person of the run's record: itself, or the one behind it. */
function* personsOf({ subject }: StepRun): Generator<Effect, readonly Attendee[], unknown> {
  const { person, relations } = recordTypes[subject.type];
  if (person === null) return [];
  if (person === 'self') return attendeesOf([{ kind: subject.type, id: subject.id }]);
  const relation = relations.find(({ kind, via }) => kind === 'one' && via === person.via);
  if (!relation) return [];
  const { records } = yield* ask({ kind: 'records', ref: { related: relation.name } });
  return attendeesOf(records.map(({ type, id }) => ({ kind: type, id })));
}

/** A mail to each that the meeting concerns, and to each that it does not concern any more; the gravest outcome counts. */
function* invite(meeting: RecordKey, before: Invitees | null): Generator<Effect, SendAnswer, unknown> {
  const now = yield* ask({ kind: 'invitees', meeting });
  const answers = yield* mailTo(now, { meetingId: meeting.id });
  if (before === null) return togetherOf(answers);
  const gone = {
    users: before.users.filter((user) => !now.users.includes(user)),
    addresses: before.addresses.filter((address) => !now.addresses.includes(address)),
  };
  return togetherOf([...answers, ...(yield* mailTo(gone, { meetingId: meeting.id, withdrawn: true }))]);
}

function* mailTo(
  { users, addresses }: Pick<Invitees, 'users' | 'addresses'>,
  invite: NonNullable<MessageRequest['invite']>,
): Generator<Effect, SendAnswer[], unknown> {
  const message = { channel: 'email', class: 'transactional', invite } as const;
  const answers: SendAnswer[] = [];
  if (users.length > 0) answers.push(yield* ask({ kind: 'send', message: { ...message, users } }));
  for (const to of addresses) answers.push(yield* ask({ kind: 'send', message: { ...message, to } }));
  return answers;
}
