import { z } from 'zod';
import { word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence } from './sentence.ts';
import { isTrue, traced } from './truth.ts';

const config = z.strictObject({ when: word.rule('Condition') });

/** Takes one of two ways. */
export const condition = defineStep<z.infer<typeof config>>({
  type: 'condition',
  version: 1,
  title: 'Condition',
  group: 'flow',
  icon: 'arrows-split-2',
  effect: false,
  config,
  help: 'Goes on by “Yes” when the condition is true, else by “No”.',
  outlets: () => [
    { id: 'yes', label: 'Yes' },
    { id: 'no', label: 'No' },
  ],
  waits: () => false,
  sentence: () => sentence('condition', 'Is the condition true?'),
  *execute({ when }) {
    const answer = yield* ask({ kind: 'evaluate', rule: when });
    return { kind: 'outlet', outlet: isTrue(answer.value) ? 'yes' : 'no', detail: traced(answer) };
  },
});
