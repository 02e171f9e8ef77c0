import { z } from 'zod';
import { meta, word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { sentence } from './sentence.ts';

const config = z.strictObject({
  mode: z
    .union([z.enum(['all', 'any']), z.int().min(1).max(20)], {
      error: 'a join waits for "all", "any" or a number of branches',
    })
    .meta(meta('choice', 'Waits for')),
  cancelRest: word.switch('End the other branches').optional(),
});

/** Brings branches together again; one that has ended never blocks it. */
export const join = defineStep<z.infer<typeof config>>({
  type: 'join',
  version: 1,
  title: 'Join',
  group: 'flow',
  icon: 'git-merge',
  effect: false,
  config,
  initial: { mode: 'all' },
  help: 'Goes on when all branches, any of them or a number of them have come. A branch that has ended is not waited for.',
  outlets: () => [{ id: 'done', label: 'Done' }],
  waits: () => false,
  sentence: ({ mode }) =>
    sentence(`join.${typeof mode === 'number' ? 'number' : mode}`, 'When {mode} of the branches have come', { mode }),
  // biome-ignore lint/correctness/useYield: a join asks the outside nothing
  *execute({ mode, cancelRest }) {
    return { kind: 'join', mode, cancelRest: cancelRest ?? false };
  },
});
