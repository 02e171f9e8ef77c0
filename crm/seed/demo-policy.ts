import { type Policy, policySchema } from '../../domain/sla/policy.ts';
import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { savePolicy } from '../sla/policies.ts';

const isPriority = (priority: string) => ({ '==': [{ var: 'record.priority' }, priority] });
const byPriority = (critical: string, high: string, rest: string) => [
  { when: isPriority('critical'), target: critical },
  { when: isPriority('high'), target: high },
  { target: rest },
];

/** How fast cases are answered and resolved in the demonstration. */
export const demoPolicy: Policy = policySchema.parse({
  name: 'Support',
  recordType: 'case',
  calendar: 'business',
  clocks: [
    {
      id: 'first-response',
      kind: 'first-response',
      name: 'First response',
      targets: byPriority('PT1H', 'PT2H', 'PT4H'),
      warnings: [75],
    },
    {
      id: 'resolve',
      kind: 'resolve',
      name: 'Resolved',
      pause: { in: [{ var: 'record.status' }, ['waiting-customer', 'waiting-third-party']] },
      targets: byPriority('PT4H', 'PT8H', 'PT24H'),
      warnings: [50, 75],
    },
  ],
});

/** Stores it as the policy of cases. */
export async function createDemoPolicy(tx: Tx): Promise<void> {
  await savePolicy(tx, { actor: systemActor, key: 'support', policy: demoPolicy });
}
