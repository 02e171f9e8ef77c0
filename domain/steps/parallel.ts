import { z } from 'zod';
import { meta } from '../definition/words.ts';
import { branchIdSchema, uniqueBranches } from './branches.ts';
import { defineStep } from './define-step.ts';
import { sentence } from './sentence.ts';

const config = z
  .strictObject({ branches: z.array(branchIdSchema).min(2).max(20).meta(meta('branches', 'Branches')) })
  .superRefine(uniqueBranches(['error']));

/** Goes several ways at the same time. */
export const parallel = defineStep<z.infer<typeof config>>({
  type: 'parallel',
  version: 1,
  title: 'Parallel',
  group: 'flow',
  icon: 'git-fork',
  effect: false,
  config,
  initial: { branches: ['a', 'b'] },
  help: 'Goes all its ways at the same time. A join brings them together again.',
  outlets: ({ branches }) => branches.map((id) => ({ id, label: id })),
  waits: () => false,
  sentence: ({ branches }) => sentence('parallel', '{count} ways at once', { count: branches.length }),
  // biome-ignore lint/correctness/useYield: a fork asks the outside nothing
  *execute({ branches }) {
    return { kind: 'fork', outlets: branches };
  },
});
