import { z } from 'zod';
import { isGroupRef } from '../approvals/members.ts';
import { type AssignAnswer, holdsQueue, reasonOf } from '../assignment/request.ts';
import { meta, word } from '../definition/words.ts';
import type { JsonObject } from '../json.ts';
import { defineStep } from './define-step.ts';
import { ask, type Effect, StepFailure, type UserRef } from './effect.ts';
import { refuse } from './message-settings.ts';
import { queueOf } from './one-user.ts';
import { sentence } from './sentence.ts';
import { onOf } from './set-literals.ts';
import type { StepEnd } from './step-type.ts';
import { isTrue } from './truth.ts';
import { usersText } from './user-text.ts';

const strategy = word
  .choice(
    'By',
    ['first', 'round-robin', 'least-busy'],
    'The first who can, by turns (when empty), or who has the fewest open',
  )
  .optional();
const pool = word
  .users('Among', 'Those who are away, off shift, at capacity or without a skill are passed over')
  .optional();

const config = z
  .strictObject({
    on: word.record('Record').optional(),
    to: word.user('To').optional(),
    pool,
    rules: z
      .array(
        z.strictObject({ when: word.rule('Condition').optional(), to: word.user('To').optional(), pool, by: strategy }),
      )
      .min(1)
      .max(50)
      .meta(meta('list', 'Rules', 'The first true one counts'))
      .optional(),
    by: strategy,
    skills: word.value('Skills', 'All of these; a text or a list').optional(),
    territory: word.value('Territory').optional(),
    sameAccount: word.switch('Who owns the account goes first').optional(),
    onShiftOnly: word.switch('Only who is at work now').optional(),
    queue: word.queue('Queue', 'Where it goes when nobody can take it').optional(),
  })
  .superRefine(({ to, pool: among, rules = [], by }, context) => {
    if ([to, among, rules.length === 0 ? undefined : rules].filter((item) => item !== undefined).length !== 1)
      refuse(context, 'assignee-needed', [], 'an assignment has one of "to", "pool" and "rules"');
    if (by !== undefined && among === undefined)
      refuse(context, 'strategy-without-pool', ['by'], '"by" needs a "pool"');
    rules.forEach((rule, index) => {
      if ((rule.to === undefined) === (rule.pool === undefined))
        refuse(context, 'assignee-needed', ['rules', index], 'a rule has either "to" or "pool"');
    });
  });
type Config = z.infer<typeof config>;

/** Gives the record an owner: a user, or one of several by rules, turns or load. */
export const assignOwner = defineStep<Config>({
  type: 'assign-owner',
  version: 2,
  title: 'Assign owner',
  group: 'records',
  icon: 'user-share',
  effect: true,
  config,
  help: 'Makes a user the owner of the record: one that is named, or one of several by rules, by turns or by load. When nobody can take it, it goes to a queue and somebody is told.',
  outlets: () => [
    { id: 'done', label: 'Assigned' },
    { id: 'nobody', label: 'Nobody could take it', fallback: 'done' },
  ],
  waits: () => false,
  sentence: ({ to, pool: among, rules = [] }) => {
    if (to !== undefined) return sentence('assign-owner', 'Assign to {user}', { user: usersText(to) });
    if (among !== undefined)
      return sentence('assign-owner.pool', 'Assign to one of {users}', { users: usersText(among) });
    return sentence('assign-owner.rules', 'Assign by rules ({n})', { n: rules.length });
  },
  writes: ({ on, queue, to, rules = [] }, typeOf) => {
    const type = typeOf(on ?? 'subject');
    const queues = [queue, to?.queue, ...rules.map((rule) => rule.to?.queue)].filter((item) => item !== undefined);
    const fields = [
      'ownerId',
      ...(type === 'task' ? ['assigneeId'] : []),
      ...(queues.length > 0 && holdsQueue(type) ? ['queue'] : []),
    ];
    return fields.map((field) => ({ field: `${type}.${field}`, ...onOf(on) }));
  },
  check: ({ on, queue }, { typeOf }) => {
    const type = typeOf(on ?? 'subject');
    if (queue === undefined || type === null || holdsQueue(type)) return [];
    const message = `A ${type} does not stand in a queue: when nobody can take it, those whom the queue alerts are told, and it stays where it is. Leave "queue" out, or assign a case or a task.`;
    return [{ severity: 'warning', code: 'stands-in-no-queue', path: '/queue', message, params: { type } }];
  },
  *execute(settings) {
    const { refs, by, named, rule } = yield* chosenRule(settings);
    const request = { ...(yield* wantedOf(settings)), pool: refs, rule, strategy: by, named };
    const { alert, record, ...assignment } = yield* ask({ kind: 'assign', request });
    const { userId } = assignment;
    const reason = { userId, by: assignment.by, ...reasonOf(assignment, request) };
    if (userId === null) return yield* nobody(settings, { record, alert, reason }, named ? refs : null);
    const inQueue = named ? queueOf(refs[0], record.type) : {};
    const set = { ownerId: userId, ...(record.type === 'task' ? { assigneeId: userId } : {}), ...inQueue };
    const { changed } = yield* ask({ kind: 'write', on: settings.on ?? 'subject', change: { set } });
    return { kind: 'outlet', outlet: 'done', detail: { record: { ...record }, set, changed, assignment: reason } };
  },
});

type Chosen = {
  readonly refs: readonly UserRef[];
  readonly by: 'first' | 'round-robin' | 'least-busy';
  readonly named: boolean;
  /** Place of the rule that was true, from 1. */
  readonly rule: number | null;
};

function* chosenRule({ to, pool: among, rules = [], by }: Config): Generator<Effect, Chosen, unknown> {
  if (to !== undefined || among !== undefined) return { ...chosenOf({ to, pool: among, by }), rule: null };
  for (const [index, { when, ...rule }] of rules.entries()) {
    if (when === undefined || isTrue((yield* ask({ kind: 'evaluate', rule: when })).value))
      return { ...chosenOf(rule), rule: index + 1 };
  }
  return { refs: [], by: 'first', named: false, rule: null };
}

/** Where a group is named as one user, it is whoever of it has the fewest open. */
function chosenOf({ to, pool: among, by }: Pick<Config, 'to' | 'pool' | 'by'>): Omit<Chosen, 'rule'> {
  if (to !== undefined) return { refs: [to], by: isGroupRef(to) ? 'least-busy' : 'first', named: true };
  const refs = among === undefined ? [] : Array.isArray(among) ? among : [among];
  return { refs, by: by ?? 'round-robin', named: false };
}

function* wantedOf({ on, skills, territory, sameAccount, onShiftOnly, queue }: Config) {
  const given = { ...(skills === undefined ? {} : { skills }), ...(territory === undefined ? {} : { territory }) };
  const values: JsonObject =
    Object.keys(given).length === 0 ? {} : (yield* ask({ kind: 'resolve', values: given })).values;
  const texts = (Array.isArray(values.skills) ? values.skills : [values.skills]).flatMap((item) =>
    typeof item === 'string' && item !== '' ? [item] : [],
  );
  return {
    on: on ?? ('subject' as const),
    skills: texts,
    territory: typeof values.territory === 'string' && values.territory !== '' ? values.territory : null,
    sameAccount: sameAccount === true,
    onShiftOnly: onShiftOnly === true,
    queue: queue ?? null,
  };
}

/** Nobody could take it: it goes to the queue, and whoever looks after that is told. A user that is named and is nobody is a mistake. */
function* nobody(
  { on, queue }: Config,
  { record, alert, reason }: Pick<AssignAnswer, 'record' | 'alert'> & { readonly reason: JsonObject },
  named: readonly UserRef[] | null,
): Generator<Effect, StepEnd, unknown> {
  if (named !== null && queue === undefined) throw new StepFailure('no-user', `${usersText(named)} is nobody here.`);
  const set: JsonObject = queue !== undefined && holdsQueue(record.type) ? { queue } : {};
  if (Object.keys(set).length > 0) yield* ask({ kind: 'write', on: on ?? 'subject', change: { set } });
  if (alert.length > 0) {
    const body =
      set.queue === undefined
        ? 'Nobody could take this record.'
        : `Nobody could take this record: it waits in the queue ${set.queue}.`;
    yield* ask({ kind: 'send', message: { channel: 'app', subject: 'Nobody to assign to', body, users: alert } });
  }
  return {
    kind: 'outlet',
    outlet: 'nobody',
    detail: { record: { ...record }, set, assignment: reason, alerted: alert },
  };
}
