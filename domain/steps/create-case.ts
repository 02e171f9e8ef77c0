import { z } from 'zod';
import { sourceOf, textValue, word } from '../definition/words.ts';
import type { JsonObject } from '../json.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { assignmentDetail, oneUser } from './one-user.ts';
import { sentence, shortened } from './sentence.ts';
import { literals } from './set-literals.ts';
import { madeRecords } from './step-result.ts';
import { ungiven } from './ungiven.ts';

const config = z.strictObject({
  title: word.header('Title'),
  description: word.text('Description').optional(),
  category: word.plain('Category').optional(),
  priority: word.choice('Priority', ['low', 'moderate', 'high', 'critical']).optional(),
  queue: word.plain('Queue').max(100).optional(),
  owner: word.user('Owner').optional(),
  set: word.values('More fields').optional(),
});

/** Opens a support case, for the contact when the run is about one. */
export const createCase = defineStep<z.infer<typeof config>>({
  type: 'create-case',
  version: 1,
  title: 'Create case',
  group: 'records',
  icon: 'lifebuoy',
  effect: true,
  config,
  help: 'Opens a support case. Where the run is about a contact or account, the case is theirs.',
  outlets: () => [{ id: 'done', label: 'Created' }],
  waits: () => false,
  sentence: ({ title }) => sentence('create-case', 'Case “{title}”', { title: shortened(sourceOf(title)) }),
  writes: () => [{ field: 'case.*' }],
  check: ({ set = {} }, scope) => [
    ...scope.checkSet('case', set, '/set'),
    ...ungiven('case', ['title', ...Object.keys(set)], scope, { path: '/set', advice: 'Set it here' }),
  ],
  *execute({ title, description, category, priority, queue, owner, set = {} }, { subject }) {
    const texts = yield* literals({
      title: textValue(title),
      ...(description === undefined ? {} : { description: textValue(description) }),
      ...set,
    });
    const { userId, chosen, inQueue } = yield* oneUser(owner, 'case');
    const link: JsonObject =
      subject.type === 'contact'
        ? { contactId: subject.id }
        : subject.type === 'account'
          ? { accountId: subject.id }
          : {};
    const given = Object.fromEntries(
      Object.entries({ category, priority, queue: queue ?? inQueue.queue, ownerId: userId }).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value]],
      ),
    );
    const fields = { ...link, ...given, ...texts };
    const { record } = yield* ask({ kind: 'create', recordType: 'case', fields, assignment: chosen });
    return {
      kind: 'outlet',
      outlet: 'done',
      result: madeRecords([record]),
      detail: { created: { ...record }, fields, ...assignmentDetail(chosen) },
    };
  },
});
