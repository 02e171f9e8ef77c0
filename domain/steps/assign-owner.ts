import { z } from 'zod';
import { word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { ask, StepFailure } from './effect.ts';
import { sentence } from './sentence.ts';
import { onOf } from './set-literals.ts';
import { usersText } from './user-text.ts';

const config = z.strictObject({ to: word.user('To'), on: word.record('Record').optional() });

/** Gives the record an owner: the first user that the reference means. */
export const assignOwner = defineStep<z.infer<typeof config>>({
  type: 'assign-owner',
  version: 1,
  title: 'Assign owner',
  group: 'records',
  icon: 'user-share',
  effect: true,
  config,
  help: 'Makes a user the owner of the record.',
  outlets: () => [{ id: 'done', label: 'Assigned' }],
  waits: () => false,
  sentence: ({ to }) => sentence('assign-owner', 'Assign to {user}', { user: usersText(to) }),
  writes: ({ on }, typeOf) => [{ field: `${typeOf(on ?? 'subject')}.ownerId`, ...onOf(on) }],
  *execute({ to, on }) {
    const { users } = yield* ask({ kind: 'users', refs: [to] });
    const [ownerId] = users;
    if (ownerId === undefined) throw new StepFailure('no-user', `${usersText(to)} is nobody here.`);
    const { changed, record } = yield* ask({ kind: 'write', on: on ?? 'subject', change: { set: { ownerId } } });
    return { kind: 'outlet', outlet: 'done', detail: { record: { ...record }, set: { ownerId }, changed } };
  },
});
