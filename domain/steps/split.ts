import { z } from 'zod';
import { meta, word } from '../definition/words.ts';
import { fractionOf } from '../text-hash.ts';
import { branchIdSchema, uniqueBranches } from './branches.ts';
import { defineStep } from './define-step.ts';
import { refuse } from './message-settings.ts';
import { sentence } from './sentence.ts';

const branch = z.strictObject({
  id: branchIdSchema,
  percent: z
    .number({ error: 'a percentage is a number from 0 to 100' })
    .min(0)
    .max(100)
    .meta(meta('number', 'Percent')),
});
const config = z
  .strictObject({
    branches: z
      .array(branch)
      .min(1)
      .max(20)
      .meta(meta('branches', 'Branches', 'Their percentages make 100')),
    key: word.plain('Key', 'Splits with one key give a person the same place; the step’s id when empty').optional(),
  })
  .superRefine((settings, context) => {
    uniqueBranches(['error'])(settings, context);
    const sum = settings.branches.reduce((total, { percent }) => total + percent, 0);
    if (Math.abs(sum - 100) > 0.001)
      refuse(
        context,
        'percent-sum',
        ['branches'],
        `the percentages make ${Number(sum.toFixed(3))}, and should make 100`,
      );
  });

/** Parts people at random, but the same person always the same way. */
export const split = defineStep<z.infer<typeof config>>({
  type: 'split',
  version: 1,
  title: 'Split',
  group: 'flow',
  icon: 'arrows-shuffle',
  effect: false,
  config,
  initial: {
    branches: [
      { id: 'a', percent: 50 },
      { id: 'b', percent: 50 },
    ],
  },
  help: 'Parts people by chance in given percentages. A person goes the same way each time.',
  outlets: ({ branches }) => branches.map(({ id, percent }) => ({ id, label: `${id} (${percent} %)` })),
  waits: () => false,
  sentence: ({ branches }) =>
    sentence('split', 'Split {branches}', {
      branches: branches.map(({ id, percent }) => `${id} ${percent} %`).join(', '),
    }),
  *execute({ branches, key }, { stepId, personKey }) {
    const place = fractionOf(`${key ?? stepId}\n${personKey}`) * 100;
    let end = 0;
    const found = branches.find(({ percent }) => {
      end += percent;
      return place < end;
    });
    const last = branches.findLast(({ percent }) => percent > 0);
    return { kind: 'outlet', outlet: (found ?? last)?.id ?? '', detail: { place: Number(place.toFixed(3)) } };
  },
});
