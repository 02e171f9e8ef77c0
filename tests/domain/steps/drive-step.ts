import type { ApprovalState } from '../../../domain/approvals/approval.ts';
import { type Effect, type EffectAnswers, type EffectKind, StepFailure } from '../../../domain/steps/effect.ts';
import { stepTypeOf } from '../../../domain/steps/registry.ts';
import type { StepEnd, StepRun } from '../../../domain/steps/step-type.ts';

/** Answers by the kind of effect; a function sees the effect. A StepFailure is thrown into the step. */
export type Answers = {
  readonly [K in EffectKind]?:
    | EffectAnswers[K]
    | StepFailure
    | ((effect: Extract<Effect, { kind: K }>) => EffectAnswers[K] | StepFailure);
};

export const subject = { type: 'lead', id: '0190a000-0000-7000-8000-000000000001' } as const;

const run: StepRun = {
  runId: '0190a000-0000-7000-8000-0000000000aa',
  runStartedAt: '2031-03-01T08:00:00.000Z',
  stepId: 'step',
  name: 'Step',
  visit: 1,
  subject,
  personKey: subject.id,
  counter: 0,
  drawn: [],
  now: '2031-03-03T08:00:00.000Z',
};

/** People are asked, somebody is written to, and at the next look it has ended so. */
export const askedAnd =
  (state: ApprovalState): NonNullable<Answers['approval']> =>
  ({ request }) => ({
    approvalId: 'a',
    state: request.op === 'open' ? 'open' : state,
    round: 1,
    decisions: [],
    dueAt: null,
    notices: request.op === 'open' ? [{ slotId: 's', userId: 'u', kind: 'request' }] : [],
  });

/** What is not answered otherwise: values as they are, and success. */
const presets: Answers = {
  evaluate: { value: true },
  resolve: ({ values }) => ({
    values: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, textOf(value)])),
  }),
  users: { users: ['0190a000-0000-7000-8000-0000000000bb'] },
  records: { records: [{ type: 'contact', id: '0190a000-0000-7000-8000-0000000000cc' }] },
  schedule: { dueAt: '2031-03-04T08:00:00.000Z', explain: {} },
  write: { record: subject, changed: ['status'] },
  create: ({ recordType }) => ({ record: { type: recordType, id: '0190a000-0000-7000-8000-0000000000dd' } }),
  document: { document: { id: 'd', fileName: 'a.pdf', sha256: '', version: 1 } },
  copy: ({ make }) => ({ record: { type: make, id: '0190a000-0000-7000-8000-0000000000ee' }, created: true }),
  share: { shareId: 's' },
  shared: { status: 'sent' },
  invitees: { users: ['0190a000-0000-7000-8000-0000000000bb'], addresses: ['ann@example.test'], attendees: [] },
  convert: { contactId: 'c', accountId: 'a', dealId: 'd' },
  send: { outcome: 'accepted', messageIds: ['m'] },
  call: { outcome: 'accepted', messageId: 'm', status: 200, body: { price: 5 } },
  emit: { eventId: 'e' },
  start: ({ subjects }) => ({ started: subjects.map(({ id }) => ({ recordId: id, runId: `run-${id.slice(-1)}` })) }),
  assign: {
    userId: '0190a000-0000-7000-8000-0000000000bb',
    by: 'first',
    able: 1,
    passedOver: [],
    record: subject,
    alert: [],
  },
  clock: { clockId: 'c', state: 'met', endedBy: 'resolved', row: 0, target: 1, consumed: 0, reached: [], nextAt: null },
  approval: askedAnd('approved'),
  wait: { by: 'time', at: '2031-03-04T08:00:00.000Z' },
};

function textOf(value: unknown): string | number {
  return value !== null && typeof value === 'object' && 'text' in value
    ? String(value.text)
    : typeof value === 'number'
      ? value
      : String(value);
}

/** Runs a step against given answers; `effects` is what it asked for. */
export function driveStep(
  type: string,
  config: unknown,
  answers: Answers = {},
  about: Partial<StepRun> = {},
): { end: StepEnd; effects: Effect[] } {
  const stepType = stepTypeOf(type);
  if (!stepType) throw new Error(`There is no step type ${type}.`);
  const running = stepType.execute(stepType.config.parse(config), { ...run, ...about });
  const effects: Effect[] = [];
  let turn = running.next();
  while (!turn.done) {
    const effect = turn.value;
    effects.push(effect);
    // The tables are typed by kind; here the kind is only known at run time.
    const given = (answers[effect.kind] ?? presets[effect.kind]) as unknown;
    const answer = typeof given === 'function' ? given(effect) : given;
    turn = answer instanceof StepFailure ? running.throw(answer) : running.next(answer);
  }
  return { end: turn.value, effects };
}

/** The outlet that a step takes. */
export function outletOf(type: string, config: unknown, answers: Answers = {}, about: Partial<StepRun> = {}): string {
  const { end } = driveStep(type, config, answers, about);
  return end.kind === 'outlet' ? end.outlet : end.kind;
}
