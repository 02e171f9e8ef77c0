import { z } from 'zod';
import { sourceOf, textValue, word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence, shortened } from './sentence.ts';

const config = z.strictObject({ message: word.text('Message') });

/** Ends the run as failed. */
export const fail = defineStep<z.infer<typeof config>>({
  type: 'fail',
  version: 1,
  title: 'Fail',
  group: 'flow',
  icon: 'alert-octagon',
  effect: false,
  config,
  help: 'Ends the whole run as failed, with a message. A workflow that started it and waits takes its “Error”.',
  outlets: () => [],
  waits: () => false,
  sentence: ({ message }) => sentence('fail', 'Fail: {message}', { message: shortened(sourceOf(message)) }),
  *execute({ message }) {
    const { values } = yield* ask({ kind: 'resolve', values: { message: textValue(message) } });
    return { kind: 'fail', message: typeof values.message === 'string' ? values.message : sourceOf(message) };
  },
});
