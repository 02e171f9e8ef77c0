import type { JsonObject } from '../../json.ts';
import { changedRecord } from '../../records/apply-change.ts';
import {
  accountOfLead,
  companyOf,
  contactOfLead,
  convertedLead,
  dealOfLead,
  ownFieldsOf,
} from '../../records/lead-conversion.ts';
import type { RecordTypeKey } from '../../records/record-types.ts';
import { type EffectAnswers, type EffectOf, StepFailure } from '../../steps/effect.ts';
import { changeRecord, createRecordIn, keep } from './change-record.ts';
import type { World } from './world.ts';

/**
 * Converts the subject in memory, all or nothing: contact, and account and deal when asked; its tasks and interactions follow.
 * Done again, it gives the same records.
 * @throws StepFailure record-refused when a value of what it makes is not valid
 */
export function convert(
  world: World,
  { account, deal }: EffectOf<'convert'>,
  stepId: string,
): EffectAnswers['convert'] {
  if (world.converted) return world.converted;
  const before = { records: new Map(world.records), happened: world.happened.length, writes: world.writes.length };
  try {
    world.converted = converted(world, { account, deal }, stepId);
    return world.converted;
  } catch (error) {
    world.records.clear();
    for (const [id, record] of before.records) world.records.set(id, record);
    world.happened.length = before.happened;
    world.writes.length = before.writes;
    throw error;
  }
}

function converted(
  world: World,
  { account, deal }: Omit<EffectOf<'convert'>, 'kind'>,
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
  moveFollowers(world, contactId, stepId);
  return { contactId, accountId, dealId };
}

function made(world: World, type: RecordTypeKey, fields: JsonObject, stepId: string): string {
  const { fieldsOf } = world.input;
  const lead: JsonObject = world.records.get(world.subject.id) ?? {};
  const own = ownFieldsOf(lead, { from: fieldsOf('lead'), to: fieldsOf(type) });
  const result = createRecordIn(world, type, { ...own, ...fields }, stepId);
  if (result.kind === 'ok') return result.record.id;
  const problems = result.kind === 'issues' ? result.issues.map(({ message }) => message) : [];
  throw new StepFailure('record-refused', problems.join(' ') || `The ${type} was not made.`);
}

/** Tasks and interactions of the lead are the contact's from now on. */
function moveFollowers(world: World, contactId: string, stepId: string): void {
  const set = { relatedType: 'contact', relatedId: contactId };
  for (const type of ['task', 'interaction'] as const) {
    const ofLead = [...world.records.values()].filter(
      (record) => record.type === type && record.relatedType === 'lead' && record.relatedId === world.subject.id,
    );
    for (const { id } of ofLead) changeRecord(world, { type, id }, { set }, stepId);
  }
}
