import { z } from 'zod';
import { sourceOf, textValue, word } from '../definition/words.ts';
import type { JsonObject } from '../json.ts';
import type { RecordTypeKey } from '../records/record-types.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence, shortened } from './sentence.ts';
import { literals } from './set-literals.ts';
import { madeRecords } from './step-result.ts';
import { ungiven } from './ungiven.ts';

const config = z.strictObject({
  title: word.header('Title'),
  validDays: word.integer('Valid for days', { min: 1, max: 3_650 }, 'Counted from the day it is made, UTC').optional(),
  set: word.values('More fields').optional(),
});

/** Makes an offer for whom the run is about. */
export const createOffer = defineStep<z.infer<typeof config>>({
  type: 'create-offer',
  version: 1,
  title: 'Create offer',
  group: 'records',
  icon: 'file-text',
  effect: true,
  config,
  help: 'Makes an offer as a draft. Of a deal it takes account, contact, currency and amount; a contact or an account it is for.',
  outlets: () => [{ id: 'done', label: 'Created' }],
  waits: () => false,
  sentence: ({ title }) => sentence('create-offer', 'Offer “{title}”', { title: shortened(sourceOf(title)) }),
  writes: () => [{ field: 'offer.*', made: true }],
  check: ({ set = {} }, scope) => [
    ...scope.checkSet('offer', set, '/set', true),
    ...ungiven('offer', ['title', ...Object.keys(set)], scope, { path: '/set', advice: 'Set it here' }),
  ],
  *execute({ title, validDays, set = {} }, { subject, now }) {
    const given = yield* literals({ ...fromSubject(subject.type), title: textValue(title), ...set });
    const own = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
    const until = validDays === undefined ? {} : { validUntil: dayAfter(now, validDays) };
    const fields: JsonObject = { ...linkTo(subject), ...until, ...own };
    const { record } = yield* ask({ kind: 'create', recordType: 'offer', fields });
    return {
      kind: 'outlet',
      outlet: 'done',
      result: madeRecords([record]),
      detail: { created: { ...record }, fields },
    };
  },
});

const read = (field: string) => ({ rule: { var: `record.${field}` } });

/** What an offer takes of the record that the run is about. */
function fromSubject(type: RecordTypeKey): JsonObject {
  const party = { accountId: read('accountId'), ownerId: read('ownerId') };
  if (type === 'deal')
    return { ...party, contactId: read('contactId'), currency: read('currency'), total: read('amount') };
  if (type === 'contact') return party;
  return type === 'account' ? { ownerId: read('ownerId') } : {};
}

function linkTo({ type, id }: { type: RecordTypeKey; id: string }): JsonObject {
  if (type === 'deal') return { dealId: id };
  if (type === 'contact') return { contactId: id };
  return type === 'account' ? { accountId: id } : {};
}

function dayAfter(now: string, days: number): string {
  return new Date(Date.parse(now) + days * 86_400_000).toISOString().slice(0, 10);
}
