import { AppError } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import { changedRecord } from '../../records/apply-change.ts';
import type { RecordTypeKey } from '../../records/record-types.ts';
import type { EffectAnswers, EffectOf } from '../../steps/effect.ts';
import { createRecordIn, keep } from './change-record.ts';
import type { World } from './world.ts';

const personFields = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'title',
  'country',
  'language',
  'timezone',
  'source',
  'score',
  'notes',
  'ownerId',
  'teamId',
] as const;

/**
 * Converts the subject in memory: contact, and account and deal when asked.
 * @throws AppError invalid when a value of the deal is not valid
 */
export function convert(
  world: World,
  { account, deal }: EffectOf<'convert'>,
  stepId: string,
): EffectAnswers['convert'] {
  const lead: JsonObject = world.records.get(world.subject.id) ?? {};
  const owner = picked(lead, ['ownerId', 'teamId']);
  const company = lead.company;
  const accountId =
    account && typeof company === 'string' && company !== ''
      ? made(world, 'account', { name: company, ...owner }, stepId)
      : null;
  const contactId = made(world, 'contact', { ...picked(lead, personFields), accountId }, stepId);
  const title =
    typeof company === 'string' && company !== ''
      ? company
      : [lead.firstName, lead.lastName].filter((name) => typeof name === 'string').join(' ');
  const dealId = deal === null ? null : made(world, 'deal', { title, contactId, accountId, ...owner, ...deal }, stepId);
  const record = world.records.get(world.subject.id);
  if (record) {
    const set = { status: 'converted', convertedContactId: contactId };
    keep(
      world,
      changedRecord({ record, change: { set }, fields: world.input.fieldsOf('lead'), now: world.now, system: true }),
      { kind: 'updated', stepId },
    );
  }
  return { contactId, accountId, dealId };
}

function made(world: World, type: RecordTypeKey, fields: JsonObject, stepId: string): string {
  const result = createRecordIn(world, type, fields, stepId);
  if (result.kind === 'ok') return result.record.id;
  throw new AppError('invalid', {
    detail:
      result.kind === 'issues' ? result.issues.map(({ message }) => message).join(' ') : `The ${type} was not made.`,
  });
}

function picked(record: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(
    keys.flatMap((key) => (record[key] === undefined || record[key] === null ? [] : [[key, record[key]]])),
  );
}
