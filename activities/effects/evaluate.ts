import { evaluateMany } from '../../crm/lookup/evaluate-many.ts';
import { type EffectHandler, value } from '../leg/leg-run.ts';
import { questionOf } from '../leg/question.ts';

/** Conditions, with the trace that the run page shows. */
export const evaluateRules: EffectHandler<'evaluate'> = async (calls, context) => {
  const judgements = await evaluateMany(
    context.tx,
    calls.map((call) => questionOf(call, context, call.effect.rule)),
    { trace: true },
  );
  return judgements.map(value);
};
