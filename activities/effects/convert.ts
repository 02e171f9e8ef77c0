import { convertLead } from '../../crm/records/convert-lead.ts';
import { readRecords } from '../../crm/records/read.ts';
import { type EffectHandler, failure, value } from '../leg/leg-run.ts';
import { causeOf, runActor } from '../leg/run-actor.ts';

/** Conversions of leads, one by one: each is idempotent by its lead. */
export const convertLeads: EffectHandler<'convert'> = async (calls, context) => {
  const answers = [];
  for (const { run, effect } of calls) {
    const { subject } = run.row.data;
    if (subject.type !== 'lead') {
      answers.push(failure('not-a-lead', `Only a lead can be converted, not a ${subject.type}.`));
      continue;
    }
    const result = await convertLead(
      context.tx,
      { actor: runActor(run), cause: causeOf(run), automations: true, now: context.now },
      {
        leadId: subject.id,
        account: effect.account,
        deal: effect.deal,
      },
    );
    if (result.kind !== 'ok') {
      answers.push(failure('record-refused', result.issues.map(({ message }) => message).join(' ')));
      continue;
    }
    const lead = (await readRecords(context.tx, 'lead', [subject.id])).get(subject.id);
    if (lead) context.cache.put(subject, lead);
    answers.push(value({ ...result.conversion }));
  }
  return answers;
};
