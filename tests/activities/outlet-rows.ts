import type { ApprovalAct } from '../../crm/approvals/act-on-approval.ts';
import type { JsonObject } from '../../domain/json.ts';

/** What happens after a run has come to its step, by the engine's own means. */
export type Happening =
  | { readonly event: string; readonly properties?: JsonObject }
  | { readonly task: JsonObject }
  | { readonly set: JsonObject }
  /** Of somebody, on what the step asks. */
  | { readonly act: ApprovalAct }
  | { readonly days: number };

/** One step on its own: its settings, the record it runs for, what happens then, and by which outlet it leaves. */
export type OutletRow = {
  readonly type: string;
  readonly config: JsonObject;
  readonly outlet: string;
  readonly subject?: 'lead' | 'deal';
  readonly record?: JsonObject;
  readonly then?: readonly Happening[];
};

const nobody = '00000000-0000-7000-8000-00000000dead';
const hot = { '==': [{ var: 'record.status' }, 'hot'] };
const gone = { text: '{{record.nothingLikeThis}}' };
const withoutContact = { subject: 'deal', record: { title: 'Without a contact' } } as const;
const isAbsent = { on: { type: 'lead', id: nobody } };
const branches = [
  { id: 'a', when: hot },
  { id: 'b', when: { '==': [{ var: 'record.status' }, 'new'] } },
];
const taskOf = { title: 'Call', outcomes: ['reached', 'busy'], wait: true, timeout: 'P2D' };
const halves = (first: number) => [
  { id: 'a', percent: first },
  { id: 'b', percent: 100 - first },
];
const pressing = {
  target: 'PT8H',
  calendar: 'always',
  resolvedWhen: hot,
  levels: [{ percent: 50, set: { title: 'urgent' } }],
};
const meeting = { title: 'Demo for {{record.firstName}}', start: { for: 'P1D' } };
const opened = { timeout: 'P1D', branches: [{ id: 'opened', event: 'email.opened' }] };

type Surroundings = {
  /** A real server: /ok answers 200, /gone 404, /broken 500. */
  readonly origin: string;
  /** Id of somebody. */
  readonly user: string;
  /** Ids of an approved offer, of a draft and of an order. */
  readonly sales: { readonly approved: string; readonly draft: string; readonly order: string };
};

const messageRows = ({ origin, user }: Surroundings): readonly OutletRow[] => [
  { type: 'send-email', config: { template: 'welcome' }, outlet: 'done' },
  { type: 'send-email', config: { template: 'welcome', to: 'no address' }, outlet: 'skipped' },
  { type: 'send-email', config: { template: 'welcome', to: 'refused@example.test' }, outlet: 'rejected' },
  { type: 'send-email', config: { template: 'no-such-template' }, outlet: 'error' },
  { type: 'send-sms', config: { body: 'Hi' }, outlet: 'done' },
  { type: 'send-sms', config: { body: 'Hi' }, record: { phone: null }, outlet: 'skipped' },
  { type: 'send-sms', config: { body: 'Hi', to: '+12025550000' }, outlet: 'rejected' },
  { type: 'send-sms', config: { body: gone.text }, outlet: 'error' },
  { type: 'notify-user', config: { to: { user }, message: 'Look' }, outlet: 'done' },
  { type: 'notify-user', config: { to: { field: 'owner' }, message: 'Look' }, outlet: 'skipped' },
  { type: 'notify-user', config: { to: { user }, message: gone.text }, outlet: 'error' },
  { type: 'send-webhook', config: { url: `${origin}/ok` }, outlet: 'done' },
  { type: 'send-webhook', config: { url: `${origin}/gone` }, outlet: 'rejected' },
  { type: 'send-webhook', config: { url: `${origin}/broken` }, then: [{ days: 1 }], outlet: 'error' },
  { type: 'emit-event', config: { event: 'probe.made' }, outlet: 'done' },
  { type: 'emit-event', config: { event: 'probe.made', properties: { a: gone } }, outlet: 'error' },
];

const recordRows = ({ user }: Surroundings): readonly OutletRow[] => [
  { type: 'create-record', config: { type: 'deal', set: { title: 'D' } }, outlet: 'done' },
  { type: 'create-record', config: { type: 'deal', set: { title: { rule: null } } }, outlet: 'error' },
  { type: 'update-record', config: { set: { status: 'hot' } }, outlet: 'done' },
  { type: 'update-record', config: { set: { email: { rule: 'no address' } } }, outlet: 'error' },
  { type: 'create-task', config: { title: 'Call' }, outlet: 'done' },
  { type: 'create-task', config: taskOf, then: [{ task: { status: 'done', outcome: 'reached' } }], outlet: 'reached' },
  { type: 'create-task', config: taskOf, then: [{ task: { status: 'done', outcome: 'busy' } }], outlet: 'busy' },
  { type: 'create-task', config: taskOf, then: [{ task: { status: 'done' } }], outlet: 'done' },
  { type: 'create-task', config: taskOf, then: [{ task: { status: 'cancelled' } }], outlet: 'cancelled' },
  { type: 'create-task', config: taskOf, then: [{ days: 3 }], outlet: 'timeout' },
  { type: 'create-task', config: { title: 'x', on: { related: 'contact' } }, ...withoutContact, outlet: 'error' },
  { type: 'create-interaction', config: { kind: 'call', body: 'Spoke' }, outlet: 'done' },
  {
    type: 'create-interaction',
    config: { kind: 'call', on: { related: 'contact' } },
    ...withoutContact,
    outlet: 'error',
  },
  { type: 'create-meeting', config: { ...meeting, attendees: { user } }, outlet: 'done' },
  { type: 'create-meeting', config: { ...meeting, inviteContact: false }, outlet: 'done' },
  { type: 'create-meeting', config: meeting, record: { email: 'suppressed@example.test' }, outlet: 'skipped' },
  { type: 'create-meeting', config: meeting, record: { email: 'refused@example.test' }, outlet: 'rejected' },
  { type: 'create-meeting', config: { ...meeting, on: { related: 'contact' } }, ...withoutContact, outlet: 'error' },
  { type: 'create-case', config: { title: 'Broken' }, outlet: 'done' },
  { type: 'create-case', config: { title: gone.text }, outlet: 'error' },
  { type: 'add-note', config: { body: 'Note' }, outlet: 'done' },
  { type: 'add-note', config: { body: 'x', on: { related: 'contact' } }, ...withoutContact, outlet: 'error' },
  { type: 'assign-owner', config: { pool: { role: 'nobody-has-this' } }, outlet: 'nobody' },
  { type: 'assign-owner', config: { to: { user } }, outlet: 'done' },
  { type: 'assign-owner', config: { to: { field: 'owner' } }, outlet: 'error' },
  { type: 'change-stage', config: { stage: 'won' }, subject: 'deal', record: { title: 'Stage' }, outlet: 'done' },
  { type: 'change-stage', config: { stage: 'won', on: { type: 'deal', id: nobody } }, outlet: 'error' },
  { type: 'add-tag', config: { tag: 'vip' }, outlet: 'done' },
  { type: 'add-tag', config: { tag: 'vip', ...isAbsent }, outlet: 'error' },
  { type: 'remove-tag', config: { tag: 'vip' }, outlet: 'done' },
  { type: 'remove-tag', config: { tag: 'vip', ...isAbsent }, outlet: 'error' },
  { type: 'adjust-score', config: { by: 5 }, outlet: 'done' },
  { type: 'adjust-score', config: { by: 5, ...isAbsent }, outlet: 'error' },
  { type: 'convert-lead', config: { deal: { set: { amount: 10, currency: 'EUR' } } }, outlet: 'done' },
  { type: 'convert-lead', config: { deal: { set: { amount: { rule: 'much' } } } }, outlet: 'error' },
];

const salesRows = ({ sales }: Surroundings): readonly OutletRow[] => {
  const approved = { on: { type: 'offer', id: sales.approved } };
  const draft = { on: { type: 'offer', id: sales.draft } };
  const template = 'offer-document';
  return [
    { type: 'create-offer', config: { title: 'For {{record.firstName}}', validDays: 14 }, outlet: 'done' },
    { type: 'create-offer', config: { title: gone.text }, outlet: 'error' },
    { type: 'generate-document', config: { template, ...approved }, outlet: 'done' },
    { type: 'generate-document', config: { template: 'no-such-template', ...approved }, outlet: 'error' },
    { type: 'send-offer', config: { template: 'welcome', ...approved }, outlet: 'done' },
    { type: 'send-offer', config: { template: 'welcome', to: 'no address', ...approved }, outlet: 'skipped' },
    {
      type: 'send-offer',
      config: { template: 'welcome', to: 'refused@example.test', ...approved },
      outlet: 'rejected',
    },
    { type: 'send-offer', config: { template: 'welcome', ...draft }, outlet: 'error' },
    { type: 'create-order', config: approved, outlet: 'done' },
    { type: 'create-order', config: draft, outlet: 'error' },
    { type: 'create-invoice', config: { on: { type: 'order', id: sales.order } }, outlet: 'done' },
    { type: 'create-invoice', config: { on: { type: 'order', id: nobody } }, outlet: 'error' },
  ];
};

const peopleRows = ({ user }: Surroundings): readonly OutletRow[] => {
  const approval = { approvers: [{ user }], template: 'welcome', deadline: 'P2D', bind: ['status'] };
  const ask = { to: { user }, fields: [{ key: 'why' }], template: 'welcome', deadline: 'P2D' };
  const decided = (decision: 'approve' | 'reject' | 'rework') => [
    { act: { kind: 'decide', decision, comment: 'because' } } as const,
  ];
  const recalled = [{ act: { kind: 'recall' } } as const];
  return [
    { type: 'approval', config: approval, then: decided('approve'), outlet: 'approved' },
    { type: 'approval', config: approval, then: decided('reject'), outlet: 'rejected' },
    { type: 'approval', config: approval, then: decided('rework'), outlet: 'rework' },
    { type: 'approval', config: approval, then: [{ set: { status: 'hot' } }], outlet: 'voided' },
    { type: 'approval', config: approval, then: recalled, outlet: 'recalled' },
    { type: 'approval', config: approval, then: [{ days: 3 }], outlet: 'expired' },
    { type: 'approval', config: { ...approval, approvers: [{ role: 'nobody-has-this' }] }, outlet: 'error' },
    { type: 'ask', config: ask, then: [{ act: { kind: 'answer', answers: { why: 'x' } } }], outlet: 'answered' },
    { type: 'ask', config: ask, then: recalled, outlet: 'recalled' },
    { type: 'ask', config: ask, then: [{ days: 3 }], outlet: 'expired' },
    { type: 'ask', config: { ...ask, to: { role: 'nobody-has-this' } }, outlet: 'error' },
  ];
};

const flowRows: readonly OutletRow[] = [
  { type: 'condition', config: { when: hot }, record: { status: 'hot' }, outlet: 'yes' },
  { type: 'condition', config: { when: hot }, outlet: 'no' },
  { type: 'switch', config: { branches }, record: { status: 'hot' }, outlet: 'a' },
  { type: 'switch', config: { branches }, record: { status: 'new' }, outlet: 'b' },
  { type: 'switch', config: { branches }, record: { status: 'junk' }, outlet: 'else' },
  { type: 'wait', config: { for: 'P1D' }, then: [{ days: 1 }], outlet: 'done' },
  {
    type: 'wait',
    config: { until: '2031-03-03T10:00:00Z', at: { time: '08:00', zone: 'UTC', ifPast: 'skip' } },
    outlet: 'skipped',
  },
  { type: 'wait', config: { at: { time: '23:00', zone: 'UTC', ifPast: 'skip' } }, then: [{ days: 1 }], outlet: 'done' },
  { type: 'escalate', config: pressing, then: [{ set: { status: 'hot' } }], outlet: 'resolved' },
  { type: 'escalate', config: pressing, then: [{ days: 2 }], outlet: 'breached' },
  { type: 'escalate', config: { ...pressing, from: 'convertedAt' }, outlet: 'error' },
  { type: 'wait-for', config: opened, then: [{ event: 'email.opened' }], outlet: 'opened' },
  { type: 'wait-for', config: opened, then: [{ days: 2 }], outlet: 'timeout' },
  {
    type: 'wait-for',
    config: { branches: [{ id: 'hot', when: hot }] },
    then: [{ set: { status: 'hot' } }],
    outlet: 'hot',
  },
  { type: 'split', config: { branches: halves(100) }, outlet: 'a' },
  { type: 'split', config: { branches: halves(0) }, outlet: 'b' },
  { type: 'repeat', config: { times: 3 }, outlet: 'again' },
  { type: 'repeat', config: { times: 3, while: hot }, outlet: 'done' },
  { type: 'start-workflow', config: { workflow: 'outlet-child' }, outlet: 'done' },
  { type: 'start-workflow', config: { workflow: 'outlet-child', wait: 'all' }, then: [{ days: 2 }], outlet: 'done' },
  { type: 'start-workflow', config: { workflow: 'outlet-failing', wait: 'all' }, outlet: 'error' },
  { type: 'set-variables', config: { set: { a: 1 } }, outlet: 'done' },
];

/** Every outlet of every step type. */
export const outletRows = (given: Surroundings): readonly OutletRow[] => [
  ...messageRows(given),
  ...recordRows(given),
  ...salesRows(given),
  ...peopleRows(given),
  ...flowRows,
];
