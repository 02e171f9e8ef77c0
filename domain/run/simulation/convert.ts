import { AppError } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import { changedRecord } from '../../records/apply-change.ts';
import { accountOfLead, companyOf, contactOfLead, convertedLead, dealOfLead } from '../../records/lead-conversion.ts';
import type { RecordTypeKey } from '../../records/record-types.ts';
import type { EffectAnswers, EffectOf } from '../../steps/effect.ts';
import { createRecordIn, keep } from './change-record.ts';
import type { World } from './world.ts';

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
  const accountId = account && companyOf(lead) !== null ? made(world, 'account', accountOfLead(lead), stepId) : null;
  const contactId = made(world, 'contact', contactOfLead(lead, { accountId, withDeal: deal !== null }), stepId);
  const dealId =
    deal === null ? null : made(world, 'deal', dealOfLead(lead, { fields: deal, accountId, contactId }), stepId);
  const record = world.records.get(world.subject.id);
  if (record) {
    const set = convertedLead(contactId);
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
