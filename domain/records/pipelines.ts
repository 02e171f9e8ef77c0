import { z } from 'zod';
import type { DerivingWrite } from './field.ts';

/** Where deals move through: stages in order; one that closes says how. */
const stageSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]{0,49}$/),
  name: z.string().trim().min(1).max(100),
  /** Percent. */
  probability: z.number().min(0).max(100),
  outcome: z.enum(['open', 'won', 'lost']).default('open'),
});

export const pipelineSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]{0,49}$/),
  name: z.string().trim().min(1).max(100),
  stages: z.array(stageSchema).min(1).max(50),
});
export type Pipeline = z.infer<typeof pipelineSchema>;

/** What a fresh installation has. */
export const presetPipelines: readonly Pipeline[] = [
  {
    key: 'sales',
    name: 'Sales',
    stages: [
      { key: 'new', name: 'New', probability: 10, outcome: 'open' },
      { key: 'qualified', name: 'Qualified', probability: 25, outcome: 'open' },
      { key: 'proposal', name: 'Proposal', probability: 50, outcome: 'open' },
      { key: 'negotiation', name: 'Negotiation', probability: 75, outcome: 'open' },
      { key: 'won', name: 'Won', probability: 100, outcome: 'won' },
      { key: 'lost', name: 'Lost', probability: 0, outcome: 'lost' },
    ],
  },
];

/** What a deal gets by coming to another stage: its probability and outcome, where the write does not say them itself. */
export function stageValues(
  record: Readonly<Record<string, unknown>>,
  { before, values, pipelines }: DerivingWrite,
): Readonly<Record<string, unknown>> {
  if (record.stage === before.stage && record.pipeline === before.pipeline) return {};
  const stage = pipelines.find(({ key }) => key === record.pipeline)?.stages.find(({ key }) => key === record.stage);
  if (stage === undefined) return {};
  const { probability, outcome } = stage;
  return {
    ...(values.probability === undefined ? { probability } : {}),
    ...(values.outcome === undefined ? { outcome } : {}),
  };
}
