import { z } from 'zod';
import { meta, word } from '../definition/words.ts';
import { branchIdSchema, uniqueBranches } from './branches.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence } from './sentence.ts';
import { isTrue, traced } from './truth.ts';

const branch = z.strictObject({ id: branchIdSchema, when: word.rule('Condition') });
const config = z
  .strictObject({
    branches: z
      .array(branch)
      .min(1)
      .max(50)
      .meta(meta('branches', 'Branches', 'The first whose condition is true is taken')),
  })
  .superRefine(uniqueBranches(['else', 'error']));

/** Takes the first of several ways whose condition is true. */
export const switchStep = defineStep<z.infer<typeof config>>({
  type: 'switch',
  version: 1,
  title: 'Switch',
  group: 'flow',
  icon: 'arrows-split',
  effect: false,
  config,
  help: 'Goes on by the first branch whose condition is true, or by “Else”.',
  outlets: ({ branches }) => [...branches.map(({ id }) => ({ id, label: id })), { id: 'else', label: 'Else' }],
  waits: () => false,
  sentence: ({ branches }) =>
    sentence('switch', 'Which of {branches}?', { branches: branches.map(({ id }) => id).join(', ') }),
  *execute({ branches }) {
    for (const { id, when } of branches) {
      const answer = yield* ask({ kind: 'evaluate', rule: when });
      if (isTrue(answer.value)) return { kind: 'outlet', outlet: id, detail: traced(answer) };
    }
    return { kind: 'outlet', outlet: 'else', detail: {} };
  },
});
