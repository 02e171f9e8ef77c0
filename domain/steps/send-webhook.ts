import { z } from 'zod';
import { isComputed, meta, sourceOf, textValue, variableNameSchema, word } from '../definition/words.ts';
import type { Json, JsonObject } from '../json.ts';
import { segmentsOf, valueAt } from '../logic/path.ts';
import { unknownEnd } from '../sending/outcome-unknown.ts';
import { isReasonCode, reasons } from '../sending/reasons.ts';
import { isDurationProblem, parseIsoDuration } from '../time/iso-duration.ts';
import { defineStep } from './define-step.ts';
import { ask, type CallAnswer, type CallRequest, StepFailure, type Value } from './effect.ts';
import { onUnknown, refuse } from './message-settings.ts';
import { sentence, shortened } from './sentence.ts';
import type { StepEnd } from './step-type.ts';

const longestTimeoutMs = 60_000;

const config = z
  .strictObject({
    connection: word.connection('Connection').optional(),
    method: word.choice('Method', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
    url: word.header('Address', 'With a connection, a path on its server'),
    headers: z
      .record(
        z.string().regex(/^[A-Za-z0-9-]{1,100}$/, { error: 'a header has letters, digits and hyphens' }),
        word.header('Header'),
      )
      .meta({ title: 'Headers', widget: 'list' })
      .optional(),
    body: z
      .union([word.text('Text'), word.values('Fields')], { error: 'a body is a text, or JSON as {"field": value}' })
      .meta(meta('values', 'Body', 'A text, or a JSON object of values'))
      .optional(),
    timeout: word.isoDuration('Timeout', 'At most PT60S; PT30S when empty').optional(),
    expect: z
      .array(z.int().min(100).max(599))
      .min(1)
      .max(20)
      .meta({ title: 'Expected statuses', description: '200 to 299 when empty' })
      .optional(),
    save: z
      .record(
        variableNameSchema,
        z.string().regex(/^(status|body(\.[\w-]+)*)$/, {
          error: 'what is saved is "status", "body" or a path in it such as "body.price"',
        }),
      )
      .meta({ title: 'Save', description: 'Variable and what of the answer it gets: status, body, body.price' })
      .optional(),
    onUnknown,
  })
  .superRefine(({ timeout }, context) => {
    if (timeout !== undefined && timeoutMs(timeout) > longestTimeoutMs)
      refuse(context, 'timeout-too-long', ['timeout'], 'a timeout is at most PT60S');
  });
type Config = z.infer<typeof config>;

/** Calls an address of another system. */
export const sendWebhook = defineStep<Config>({
  type: 'send-webhook',
  version: 1,
  title: 'Call webhook',
  group: 'messages',
  icon: 'webhook',
  effect: true,
  config,
  help: 'Sends a request with an Idempotency-Key. Answers of 400 to 499 leave by “Refused”; secrets stand in the connection.',
  outlets: () => [
    { id: 'done', label: 'Answered' },
    { id: 'rejected', label: 'Refused', fallback: 'incident' },
  ],
  waits: () => false,
  sentence: ({ method, url }) =>
    sentence('send-webhook', '{method} {url}', { method: method ?? 'POST', url: shortened(sourceOf(url)) }),
  check: ({ save = {} }, { hasVariable }) =>
    Object.keys(save)
      .filter((name) => !hasVariable(name))
      .map((name) => ({
        severity: 'error',
        code: 'unknown-variable',
        path: `/save/${name}`,
        message: `There is no variable "${name}". Declare it in "variables".`,
        params: { key: name },
      })),
  *execute(settings) {
    const { values } = yield* ask({ kind: 'resolve', values: valuesOf(settings) });
    const answer = yield* ask({ kind: 'call', request: requestOf(settings, values) });
    return endOf(settings, answer);
  },
});

/** Everything computed of the request under one key each, so that it is resolved at once. */
function valuesOf({ url, headers = {}, body }: Config): Record<string, Value> {
  const fields: [string, Value][] =
    body === undefined
      ? []
      : isText(body)
        ? [['body', textValue(body)]]
        : Object.entries(body).map(([key, value]) => [`body.${key}`, value]);
  return {
    url: textValue(url),
    ...Object.fromEntries(Object.entries(headers).map(([key, value]) => [`header.${key}`, textValue(value)])),
    ...Object.fromEntries(fields),
  };
}

function requestOf({ connection, method, body, timeout }: Config, values: JsonObject): CallRequest {
  const headers = Object.fromEntries(
    Object.entries(under(values, 'header.')).map(([key, value]) => [key, String(value ?? '')]),
  );
  const content: Json | undefined =
    body === undefined ? undefined : isText(body) ? (values.body ?? '') : under(values, 'body.');
  return {
    method: method ?? 'POST',
    url: String(values.url ?? ''),
    timeoutMs: timeout === undefined ? 30_000 : timeoutMs(timeout),
    headers,
    ...(connection === undefined ? {} : { connection }),
    ...(content === undefined ? {} : { body: content }),
  };
}

function under(values: JsonObject, prefix: string): JsonObject {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** @throws StepFailure for what a retry may mend */
function endOf({ expect, save = {}, onUnknown }: Config, answer: CallAnswer): StepEnd {
  const { outcome, status, body, reason } = answer;
  if (outcome === 'failed')
    throw new StepFailure(
      'call-failed',
      reason ?? `The call failed${status === undefined ? '' : ` with status ${status}`}.`,
      true,
    );
  const asExpected =
    expect === undefined || outcome === 'unknown'
      ? outcome !== 'rejected'
      : status !== undefined && expect.includes(status);
  const result: JsonObject = {
    outcome,
    ...(status === undefined ? {} : { status }),
    ...(body === undefined ? {} : { body }),
  };
  const detail: JsonObject = {
    outcome,
    ...(status === undefined ? refusal(reason) : { status, message: `The address answered ${status}.` }),
    messageId: answer.messageId,
  };
  if (outcome === 'unknown' && onUnknown === 'incident') return unknownEnd('The call', reason, detail);
  const vars = Object.fromEntries(
    Object.entries(save).map(([name, path]) => [name, (valueAt(result, segmentsOf(path)) ?? null) as Json]),
  );
  return {
    kind: 'outlet',
    outlet: asExpected ? 'done' : 'rejected',
    result,
    detail,
    ...(asExpected ? { vars } : {}),
  };
}

/** What is told of a call that got no answer. */
function refusal(reason: string | undefined): JsonObject {
  if (reason === undefined) return {};
  return { reason, message: isReasonCode(reason) ? `${reasons[reason].title}.` : reason };
}

function isText(body: NonNullable<Config['body']>): body is string | { text: string } {
  return (
    typeof body === 'string' || (Object.keys(body).length === 1 && typeof body.text === 'string' && isComputed(body))
  );
}

function timeoutMs(text: string): number {
  const duration = parseIsoDuration(text);
  return isDurationProblem(duration) ? 0 : duration.millis + (duration.months * 30 + duration.days) * 86_400_000;
}
