import { z } from 'zod';
import { word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence } from './sentence.ts';
import { isTrue, traced } from './truth.ts';

const config = z.strictObject({
  times: word.integer('Times', { min: 1, max: 1000 }, 'How often “Again” is taken at most'),
  while: word.rule('While', 'Ends earlier when this is not true').optional(),
});

/** Leads back a number of times; counts anew after it was left. */
export const repeat = defineStep<z.infer<typeof config>>({
  type: 'repeat',
  version: 1,
  title: 'Repeat',
  group: 'flow',
  icon: 'repeat',
  effect: false,
  config,
  initial: { times: 3 },
  help: 'Goes on by “Again” so many times, and then by “Done”.',
  outlets: () => [
    { id: 'again', label: 'Again' },
    { id: 'done', label: 'Done' },
  ],
  waits: () => false,
  counts: ({ times }) => ({ outlet: 'again', times }),
  sentence: ({ times }) => sentence('repeat', 'Repeat {times} times', { times }),
  *execute({ times, while: rule }, { counter }) {
    if (counter >= times) return { kind: 'outlet', outlet: 'done', counter: 0, detail: { counter } };
    const answer = rule === undefined ? { value: true } : yield* ask({ kind: 'evaluate', rule });
    if (!isTrue(answer.value))
      return { kind: 'outlet', outlet: 'done', counter: 0, detail: { counter, ...traced(answer) } };
    return {
      kind: 'outlet',
      outlet: 'again',
      counter: counter + 1,
      detail: { counter: counter + 1, ...traced(answer) },
    };
  },
});
