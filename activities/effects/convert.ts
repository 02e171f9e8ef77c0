import { convertLead, lockConversions } from '../../crm/records/convert-lead.ts';
import { readRecords } from '../../crm/records/read.ts';
import type { Issue } from '../../domain/errors.ts';
import { type EffectHandler, failure, value } from '../leg/leg-run.ts';
import { causeOf, runActor } from '../leg/run-actor.ts';

/** Undoes what a refused conversion has made so far. */
class Refused extends Error {
  readonly issues: readonly Issue[];
  constructor(issues: readonly Issue[]) {
    super('The conversion was refused.');
    this.issues = issues;
  }
}

/** Conversions of leads, one by one: each is idempotent by its lead, and made as a whole or not at all. */
export const convertLeads: EffectHandler<'convert'> = async (calls, context) => {
  const answers = [];
  await lockConversions(
    context.tx,
    calls.flatMap(({ run: { row } }) => (row.data.subject.type === 'lead' ? [row.data.subject.id] : [])),
  );
  for (const { run, effect } of calls) {
    const { subject } = run.row.data;
    if (subject.type !== 'lead') {
      answers.push(failure('not-a-lead', `Only a lead can be converted, not a ${subject.type}.`));
      continue;
    }
    const writing = { actor: runActor(run), cause: causeOf(run), automations: true, now: context.now };
    const result = await context.tx
      .savepoint(async (tx) => {
        const { account, deal } = effect;
        const made = await convertLead(tx, writing, { leadId: subject.id, account, deal });
        if (made.kind === 'issues') throw new Refused(made.issues);
        return made;
      })
      .catch(refusalOf);
    if (result instanceof Refused) {
      answers.push(failure('record-refused', result.issues.map(({ message }) => message).join(' ')));
      continue;
    }
    const lead = (await readRecords(context.tx, 'lead', [subject.id])).get(subject.id);
    if (lead) context.cache.put(subject, lead);
    answers.push(value({ ...result.conversion }));
  }
  return answers;
};

function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) return error;
  throw error;
}
