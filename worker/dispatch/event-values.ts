import type { EngineDeps } from '../../activities/engine.ts';
import { isComputed } from '../../domain/definition/words.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { compileRule } from '../../domain/logic/compile.ts';
import { isTooCostly } from '../../domain/logic/limits.ts';
import { eventData, type OutboxEvent } from './claim-events.ts';

export type RenderTexts = EngineDeps['renderTexts'];

/** Values of a trigger as literals: their rules and texts see the event. What cannot be told is null. */
export async function literalsOf(
  values: Readonly<Record<string, Json>>,
  event: OutboxEvent,
  renderTexts: RenderTexts | undefined,
): Promise<JsonObject> {
  const data: JsonObject = { event: eventData(event), now: event.at.toISOString() };
  const literals: Record<string, Json> = {};
  for (const [name, value] of Object.entries(values)) literals[name] = await literalOf(value, data, renderTexts);
  return literals;
}

async function literalOf(value: Json, data: JsonObject, renderTexts: RenderTexts | undefined): Promise<Json> {
  if (!isComputed(value)) return value;
  if ('rule' in value) return judgedValue(value.rule, data);
  const [rendered] = (await renderTexts?.([{ text: value.text, data }])) ?? [];
  return rendered?.ok === true ? rendered.text : null;
}

function judgedValue(rule: Json, data: JsonObject): Json {
  try {
    return (compileRule(rule).evaluate(data) ?? null) as Json;
  } catch (error) {
    if (isTooCostly(error)) return null;
    throw error;
  }
}
