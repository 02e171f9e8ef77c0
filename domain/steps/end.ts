import { z } from 'zod';
import { defineStep } from './define-step.ts';
import { sentence } from './sentence.ts';

const config = z.strictObject({});

/** Ends the run, with all its branches. */
export const end = defineStep<z.infer<typeof config>>({
  type: 'end',
  version: 1,
  title: 'End',
  group: 'flow',
  icon: 'flag',
  effect: false,
  config,
  help: 'Ends the whole run as completed, with every branch.',
  outlets: () => [],
  waits: () => false,
  sentence: () => sentence('end', 'End of the run'),
  // biome-ignore lint/correctness/useYield: an end asks the outside nothing
  *execute() {
    return { kind: 'end' };
  },
});
