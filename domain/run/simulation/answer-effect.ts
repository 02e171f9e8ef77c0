import { isGroupRef } from '../../approvals/members.ts';
import { leastBusy } from '../../assignment/choose.ts';
import { isComputed } from '../../definition/words.ts';
import type { Json, JsonObject } from '../../json.ts';
import { segmentsOf, valueAt } from '../../logic/path.ts';
import { truthy } from '../../logic/values.ts';
import { isRecordType, type RecordTypeKey } from '../../records/record-types.ts';
import { accountKeyOf, zonesAround } from '../../records/record-zones.ts';
import {
  type CallRequest,
  type EffectKind,
  type EffectOf,
  type RecordKey,
  type RecordRef,
  StepFailure,
  type UserRef,
} from '../../steps/effect.ts';
import { recordInResult } from '../../steps/step-result.ts';
import { type KnownZones, resolveZone } from '../../time/resolve-zone.ts';
import { noTimeText, resolveWait } from '../../time/wait-time.ts';
import type { Answer, KeyedEffect } from '../state.ts';
import { approvalHasNews, simulateApproval } from './approvals.ts';
import { assign, chooseAmong } from './assign.ts';
import { type Changed, changeRecord, createRecordIn } from './change-record.ts';
import { keepSimulatedClock } from './clock.ts';
import { convert } from './convert.ts';
import { relatedRecords } from './lookups.ts';
import { simulateInvitees } from './meetings.ts';
import { simulateCopy, simulateDocument, simulateShare, simulateShared } from './sales.ts';
import { heldUntil, outcomeOf, sendMessage } from './send.ts';
import type { RenderAnswer } from './simulation.ts';
import { usersOf } from './users.ts';
import { answerAtOnce } from './wake-waits.ts';
import { dataOf, judge, oneRelated, type World } from './world.ts';

type Handler<K extends EffectKind> = (
  world: World,
  effect: EffectOf<K>,
  keyed: KeyedEffect,
) => Answer | Promise<Answer>;

const value = (answer: unknown): Answer => ({ kind: 'value', value: answer });
const failure = (code: string, message: string): Answer => ({
  kind: 'failure',
  error: { code, message, retryable: false },
});

const usersIn = (world: World, refs: readonly UserRef[]) => [...new Set(refs.flatMap((ref) => usersOf(world, ref)))];

/** How each effect is answered in memory. */
const handlers: { readonly [K in EffectKind]: Handler<K> } = {
  evaluate: (world, { rule }, keyed) => value(judge(world, rule, keyed)),
  resolve,
  users: (world, { refs, one, otherwise }) => {
    const users = usersIn(world, refs);
    if (one !== undefined && users.length > 0 && refs.every(isGroupRef)) {
      const chosen = chooseAmong(world, users, leastBusy);
      return value({ users: [chosen.userId], chosen });
    }
    if (users.length > 0 || otherwise === undefined) return value({ users });
    return value({ users: usersIn(world, [{ role: 'admin' }]), instead: otherwise });
  },
  records: async (world, { ref, where }, keyed) => value({ records: await recordsOf(world, ref, keyed, where) }),
  schedule,
  write: async (world, { on, change }, keyed) => {
    const [key] = await recordsOf(world, on, keyed);
    const result: Changed = key ? changeRecord(world, key, change, keyed.stepId) : { kind: 'missing' };
    return written(result, (record, changed) => ({ record, changed }));
  },
  create: (world, { recordType, fields }, keyed) =>
    written(createRecordIn(world, recordType, fields, keyed.stepId), (record) => ({ record })),
  convert: (world, effect, keyed) => value(convert(world, effect, keyed.stepId)),
  send: async (world, { message }, keyed) =>
    message.channel === 'app'
      ? sendMessage(world, message, keyed)
      : handedOver(world, keyed, await sendMessage(world, message, keyed)),
  call: (world, { request }, keyed) => handedOver(world, keyed, call(world, request, keyed.stepId)),
  emit: async (world, { event, properties, on }, keyed) => {
    const recordIds = (await recordsOf(world, on, keyed)).map(({ id }) => id);
    world.happened.push({ type: event, at: world.now, properties, recordIds, stepId: keyed.stepId });
    return value({ eventId: world.newId() });
  },
  start,
  assign: async (world, { request }, keyed) => {
    const [record] = await recordsOf(world, request.on, keyed);
    return record
      ? value(assign(world, request, record, usersIn(world, request.pool)))
      : failure('no-record', 'The reference means no record here.');
  },
  clock: (world, effect, keyed) => kept(() => keepSimulatedClock(world, effect, keyed)),
  approval: simulateApproval,
  document: (world, effect, keyed) => onRecord(world, effect.on, keyed, (on) => simulateDocument(world, on, effect)),
  copy: (world, effect, keyed) =>
    onRecord(world, effect.on, keyed, (on) => simulateCopy(world, on, effect, keyed.stepId)),
  share: (world, { on }, keyed) => onRecord(world, on, keyed, (offer) => simulateShare(world, offer)),
  shared: (world, { on }, keyed) => onRecord(world, on, keyed, (offer) => simulateShared(world, offer, keyed.stepId)),
  invitees: (world, { meeting }) => value(simulateInvitees(world, meeting)),
  wait: (world, { wait }, keyed) => {
    const asked = wait.approval === undefined ? undefined : world.approvals.get(wait.approval);
    if (asked && approvalHasNews(asked)) return value({ by: 'approval', at: world.now });
    const answer = wait.kind === 'event' ? answerAtOnce(world, wait, keyed) : null;
    if (wait.runs) world.started.set(keyed.positionId, endOfRuns(world, wait.runs.ids, keyed.stepId));
    return answer ? value(answer) : { kind: 'later' };
  },
};

/** The answer of something that fails as steps do. */
function kept(look: () => unknown): Answer {
  try {
    return value(look());
  } catch (error) {
    if (error instanceof StepFailure) return failure(error.code, error.message);
    throw error;
  }
}

/** An answer about the one record of a reference; what a StepFailure says is the step's failure. */
async function onRecord(
  world: World,
  ref: RecordRef,
  keyed: KeyedEffect,
  answer: (on: RecordKey) => unknown,
): Promise<Answer> {
  const [on] = await recordsOf(world, ref, keyed);
  if (!on) return failure('no-record', 'The reference means no record here.');
  try {
    return value(answer(on));
  } catch (error) {
    if (error instanceof StepFailure) return failure(error.code, error.message);
    throw error;
  }
}

/**
 * What leaves the house is handed over after the leg, as in production: its answer reaches a later leg. What is skipped, or stays in
 * the app, is answered at once.
 */
function handedOver(world: World, { positionId, effect }: KeyedEffect, answer: Answer): Answer {
  if (answer.kind !== 'value') return answer;
  const outcome = answer.value as JsonObject;
  if (outcome.outcome === 'skipped') return answer;
  const message = world.messages.length - 1;
  const until = effect.kind === 'send' ? heldUntil(world, effect.message, zonesOf(world)) : world.now;
  if (until === undefined) return neverOpens;
  if (until === world.now) world.handedOver.set(positionId, { outcome, message });
  else holdMessage(world, positionId, { outcome, message, until });
  return { kind: 'later' };
}

function holdMessage(world: World, positionId: string, held: { outcome: JsonObject; message: number; until: string }) {
  const planned = world.messages[held.message];
  if (planned) world.messages[held.message] = { ...planned, at: held.until, heldSince: world.now };
  world.held.set(positionId, held);
}

const neverOpens = failure(
  'window-never-opens',
  'The send window never opens: its hours and those of its calendar never meet.',
);

/** Answers an effect of a simulated run. */
export function answerEffect(world: World, keyed: KeyedEffect): Answer | Promise<Answer> {
  // The handler of a kind takes effects of that kind.
  const handler = handlers[keyed.effect.kind] as Handler<EffectKind>;
  return handler(world, keyed.effect, keyed);
}

/** What the runs of another workflow would do is not simulated: they are noted, and end at once. */
function start(world: World, { workflow, subjects, input }: EffectOf<'start'>, { stepId }: KeyedEffect): Answer {
  for (const { type, id } of subjects)
    world.starts.push({ stepId, at: world.now, workflow, record: { type, id }, input });
  return value({ started: subjects.map(({ id }) => ({ recordId: id, runId: world.newId(), reason: 'simulated' })) });
}

function endOfRuns(world: World, ids: readonly string[], stepId: string): JsonObject {
  const state = outcomeOf(world, stepId).outcome === 'failed' ? 'failed' : 'completed';
  return { by: 'runs', at: world.now, states: Object.fromEntries(ids.map((id) => [id, state])) };
}

async function resolve(world: World, { values }: EffectOf<'resolve'>, keyed: KeyedEffect): Promise<Answer> {
  const literals: Record<string, Json> = {};
  for (const [name, item] of Object.entries(values)) {
    if (item === null || typeof item !== 'object' || !isComputed(item)) literals[name] = item;
    else if ('rule' in item) literals[name] = (judge(world, item.rule, keyed).value ?? null) as Json;
    else {
      const rendered = await renderText(world, item.text, keyed);
      if (!rendered.ok) return failure(rendered.code, `${name}: ${rendered.message}`);
      literals[name] = rendered.parts.text ?? '';
    }
  }
  return value({ values: literals });
}

async function renderText(world: World, text: string, keyed: KeyedEffect): Promise<RenderAnswer> {
  return world.input.render({
    parts: { text: { template: text, mode: 'text' } },
    context: dataOf(world, keyed),
    policy: 'block',
    locale: null,
    zone: world.input.zone,
  });
}

/** The HTTP status of an outcome where none is given; what failed or was lost had no answer. */
const usualStatus = { accepted: 200, rejected: 400 } as const;

function call(world: World, request: CallRequest, stepId: string): Answer {
  const { outcome, reason, body, ...given } = outcomeOf(world, stepId);
  const answered = outcome === 'accepted' || outcome === 'rejected';
  const status = given.status ?? (answered ? usualStatus[outcome] : undefined);
  world.messages.push({
    stepId,
    channel: 'webhook',
    state: outcome,
    to: `${request.method} ${request.url}`,
    at: world.now,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    ...(reason === undefined ? {} : { reason }),
  });
  return value({
    outcome: outcome === 'skipped' ? 'failed' : outcome,
    messageId: world.newId(),
    ...(status === undefined ? {} : { status, body: body ?? {} }),
    ...(reason === undefined ? {} : { reason }),
  });
}

async function recordsOf(
  world: World,
  ref: RecordRef,
  keyed: KeyedEffect,
  where?: Json,
): Promise<readonly RecordKey[]> {
  if (ref === 'subject') return [world.subject];
  if (typeof ref.related === 'string') {
    const one = oneRelated(world, ref.related);
    const found = one ? [one] : relatedRecords(world, ref.related);
    const compared =
      where === undefined ? found : found.filter((record) => truthy(judgeOf(world, where, record, keyed)));
    return compared.map(({ type, id }) => ({ type, id }));
  }
  if (typeof ref.type !== 'string' || !isRecordType(ref.type)) return [];
  if (typeof ref.step === 'string') {
    const made = recordInResult(keyed.memory[ref.step]?.result, ref.type);
    return made ? [made] : [];
  }
  return byId(world, ref.type, ref.id ?? null, keyed);
}

async function byId(world: World, type: RecordTypeKey, id: Json, keyed: KeyedEffect): Promise<readonly RecordKey[]> {
  const literal = await idOf(world, id, keyed);
  return typeof literal === 'string' && world.records.has(literal) ? [{ type, id: literal }] : [];
}

/** A text that cannot be rendered names no record. */
async function idOf(world: World, id: Json, keyed: KeyedEffect): Promise<unknown> {
  if (id === null || typeof id !== 'object' || !isComputed(id)) return id;
  if ('rule' in id) return judge(world, id.rule, keyed).value;
  const rendered = await renderText(world, id.text, keyed);
  return rendered.ok ? rendered.parts.text?.trim() : undefined;
}

/** A rule about another record than the subject. */
function judgeOf(world: World, rule: Json, { id, type }: RecordKey, { vars, memory }: KeyedEffect): unknown {
  return judge({ ...world, subject: { id, type } }, rule, { vars, memory }).value;
}

function schedule(world: World, { spec }: EffectOf<'schedule'>, keyed: KeyedEffect): Answer {
  const data = dataOf(world, keyed);
  const zones = zonesOf(world);
  const result = resolveWait(spec, {
    now: Date.parse(world.now),
    zone: resolveZone('contact', zones).zone,
    calendars: world.input.calendars,
    calendar: world.input.calendar,
    zones,
    read: (field) => valueAt(data, segmentsOf(field.includes('.') ? field : `record.${field}`)),
  });
  if (result.kind === 'no-time') return failure('no-time', noTimeText(result));
  const dueAt = result.kind === 'due' ? new Date(result.dueAt).toISOString() : world.now;
  const explain = result.explain as unknown as JsonObject;
  return value({ dueAt, explain: result.kind === 'skipped' ? { ...explain, skipped: true } : explain });
}

function zonesOf({ input, records, subject, contactId }: World): KnownZones {
  const record = records.get(subject.id) ?? null;
  const contact = contactId === null ? null : (records.get(contactId) ?? null);
  const account = records.get(accountKeyOf(subject, record, contact)?.id ?? '') ?? null;
  return zonesAround({ contact, account, owner: input.owner ?? null, company: input.zone });
}

function written(result: Changed, answer: (record: RecordKey, changed: readonly string[]) => unknown): Answer {
  if (result.kind === 'ok') return value(answer(result.record, result.changed));
  if (result.kind === 'missing') return failure('no-record', 'The reference means no record here.');
  return failure(
    'record-refused',
    result.issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join(' '),
  );
}
