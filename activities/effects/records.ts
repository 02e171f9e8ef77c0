import { findRecords } from '../leg/find-records.ts';
import { type EffectHandler, value } from '../leg/leg-run.ts';

/** Records of references. */
export const findRecordsOf: EffectHandler<'records'> = async (calls, context) => {
  const answers = [];
  for (const call of calls)
    answers.push(value({ records: await findRecords(call, context, call.effect.ref, call.effect.where) }));
  return answers;
};
