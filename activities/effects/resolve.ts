import { evaluateMany } from '../../crm/lookup/evaluate-many.ts';
import { isComputed } from '../../domain/definition/words.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { Answer } from '../../domain/run/state.ts';
import { type AnyCall, type EffectHandler, failure, type LegContext, value } from '../leg/leg-run.ts';
import { questionOf } from '../leg/question.ts';
import { ruleDataOf } from '../leg/rule-data.ts';

/** Values to literals: all rules in one go, all texts in one go, literals as they are. */
export const resolveValues: EffectHandler<'resolve'> = async (calls, context) => {
  const parts = calls.flatMap((call, n) =>
    Object.entries(call.effect.values).map(([name, item]) => ({ call, n, name, item })),
  );
  const rules = parts.flatMap((part) => (isRule(part.item) ? [{ ...part, rule: part.item.rule }] : []));
  const texts = parts.flatMap((part) => (isText(part.item) ? [{ ...part, text: part.item.text }] : []));
  const judged =
    rules.length === 0
      ? []
      : await evaluateMany(
          context.tx,
          rules.map(({ call, rule }) => questionOf(call, context, rule)),
        );
  const rendered = texts.length === 0 ? [] : await renderTexts(texts, context);
  const answers: (JsonObject | Answer)[] = calls.map(({ effect }) => ({ ...effect.values }));
  const put = (n: number, name: string, literal: Json) => {
    const found = answers[n];
    if (found && !isAnswer(found)) answers[n] = { ...found, [name]: literal };
  };
  rules.forEach(({ n, name }, index) => {
    put(n, name, (judged[index]?.value ?? null) as Json);
  });
  texts.forEach(({ n, name }, index) => {
    const result = rendered[index];
    if (result?.ok) put(n, name, result.text);
    else
      answers[n] = failure(
        result?.code ?? 'template-failed',
        `${name}: ${result?.message ?? 'the text could not be rendered'}`,
      );
  });
  return answers.map((answer) => (isAnswer(answer) ? answer : value({ values: answer })));
};

type TextPart = { readonly call: AnyCall; readonly text: string };

function renderTexts(texts: readonly TextPart[], context: LegContext) {
  return context.deps.renderTexts(
    texts.map(({ call, text }) => ({
      text,
      data: ruleDataOf(call.run, context.cache, context.now, call.keyed),
    })),
  );
}

const isRule = (item: Json): item is { rule: Json } => isComputed(item) && 'rule' in item;
const isText = (item: Json): item is { text: string } => isComputed(item) && 'text' in item;
const isAnswer = (item: JsonObject | Answer): item is Answer =>
  'kind' in item && item.kind === 'failure' && 'error' in item;
