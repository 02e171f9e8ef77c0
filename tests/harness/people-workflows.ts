import type { JsonObject } from '../../domain/json.ts';
import { policySchema } from '../../domain/sla/policy.ts';
import type { TestDefinition } from './publish-definition.ts';

/** A duration of so many units: hours where time is the test's own, seconds where it passes. */
export type Units = (n: number) => string;

const endless = { reentry: { mode: 'always' }, concurrency: 'parallel' } as const;

/**
 * An offer that two people approve together: a reminder, a deadline that brings in managers, a second round after a rework, and then a
 * question.
 */
export const approvalWorkflow = (
  units: Units,
  { approvers, asked }: { approvers: JsonObject[]; asked: JsonObject },
): TestDefinition => ({
  key: 'people-approval',
  subject: 'offer',
  triggers: [{ id: 't', type: 'event', event: 'enter.people' }],
  enrollment: endless,
  start: 'decide',
  steps: {
    decide: {
      type: 'approval',
      config: {
        approvers,
        mode: 'all',
        remind: { every: units(1), max: 1 },
        deadline: units(3),
        onDeadline: 'escalate',
        rounds: 2,
        selfApproval: true,
        bind: ['discountPercent'],
      },
      next: { approved: 'ask', rework: 'decide', rejected: null, expired: null, voided: null },
    },
    ask: {
      type: 'ask',
      config: { to: asked, fields: [{ key: 'sure', kind: 'boolean' }], deadline: units(50) },
      next: { answered: null, expired: null },
    },
  },
});

/** A case that climbs two levels until it is resolved. */
export const escalationWorkflow = (
  units: Units,
  { agent, chief }: { agent: string; chief: string },
): TestDefinition => ({
  key: 'people-escalation',
  subject: 'case',
  triggers: [{ id: 't', type: 'record', on: 'created', when: { '==': [{ var: 'record.category' }, 'people'] } }],
  start: 'climb',
  steps: {
    climb: {
      type: 'escalate',
      config: {
        calendar: 'always',
        resolvedWhen: { '==': [{ var: 'record.status' }, 'resolved'] },
        levels: [
          { after: units(1), notify: [{ user: agent }], set: { escalationLevel: 1 } },
          { after: units(2), notify: [{ user: chief }], assign: { user: chief }, set: { escalationLevel: 2 } },
        ],
      },
      next: { resolved: null },
    },
  },
});

/** A task whose due time starts a run. */
export const dateWorkflow: TestDefinition = {
  key: 'people-date',
  subject: 'task',
  triggers: [{ id: 'due', type: 'date', field: 'dueAt' }],
  enrollment: endless,
  start: 'tag',
  steps: { tag: { type: 'add-tag', config: { tag: 'due' }, next: { done: null } } },
};

/** Leads that a schedule takes up each time. */
export const scheduleWorkflow = (every: string): TestDefinition => ({
  key: 'people-schedule',
  triggers: [
    { id: 'clock', type: 'schedule', every, audience: { where: { '==': [{ var: 'record.source' }, 'people'] } } },
  ],
  enrollment: endless,
  start: 'tag',
  steps: { tag: { type: 'add-tag', config: { tag: 'scheduled' }, next: { done: null } } },
});

/** What is promised for cases: a warning, then the breach. */
export const promise = (units: Units) =>
  policySchema.parse({
    name: 'Promise',
    recordType: 'case',
    calendar: 'always',
    when: { '==': [{ var: 'record.category' }, 'people'] },
    clocks: [{ id: 'resolve', kind: 'resolve', targets: [{ target: units(2) }], warnings: [25] }],
  });
