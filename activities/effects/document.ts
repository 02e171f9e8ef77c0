import { makeDocument } from '../../crm/documents/make-document.ts';
import { findRecords } from '../leg/find-records.ts';
import { type EffectHandler, failure, value } from '../leg/leg-run.ts';

/** PDFs of records, one by one: each is kept in the leg's transaction. */
export const makeDocuments: EffectHandler<'document'> = async (calls, context) => {
  const { planning, settings } = context.deps;
  const deps = { renderer: planning.renderer, zone: settings.zone(), mailFrom: planning.settings.mailFrom };
  const answers = [];
  for (const call of calls) {
    const { template, fileName, on: ref } = call.effect;
    const [on] = await findRecords(call, context, ref);
    const made = on
      ? await makeDocument(context.tx, deps, { on, template, fileName, runId: call.run.row.data.id }, context.now)
      : undefined;
    if (!made) answers.push(failure('no-record', 'The reference means no record here.'));
    else if (made.kind === 'failed') answers.push(failure(made.code, made.message));
    else {
      const { id, fileName: name, sha256, version } = made.document;
      answers.push(value({ document: { id, fileName: name, sha256, version } }));
    }
  }
  return answers;
};
