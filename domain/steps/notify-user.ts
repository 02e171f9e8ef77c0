import { z } from 'zod';
import { sourceOf, word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { messageRequest, send } from './message-settings.ts';
import { sentence } from './sentence.ts';
import { usersText } from './user-text.ts';

const config = z.strictObject({
  to: word.users('To'),
  subject: word.header('Title').optional(),
  message: word.text('Message'),
});

/** Tells users something in the app. */
export const notifyUser = defineStep<z.infer<typeof config>>({
  type: 'notify-user',
  version: 1,
  title: 'Notify user',
  group: 'messages',
  icon: 'bell',
  effect: true,
  config,
  help: 'Puts a notification into the app for one or more users.',
  outlets: () => [
    { id: 'done', label: 'Notified' },
    { id: 'skipped', label: 'Nobody to notify', fallback: 'done' },
  ],
  waits: () => false,
  sentence: ({ to }) => sentence('notify-user', 'Notify {users}', { users: usersText(to) }),
  *execute({ to, subject, message }) {
    const { users } = yield* ask({ kind: 'users', refs: Array.isArray(to) ? to : [to] });
    if (users.length === 0) return { kind: 'outlet', outlet: 'skipped', detail: { reason: 'no-user' } };
    const request = messageRequest('app', {
      body: message,
      ...(subject === undefined ? {} : { subject: sourceOf(subject) }),
    });
    return yield* send({ ...request, users });
  },
});
