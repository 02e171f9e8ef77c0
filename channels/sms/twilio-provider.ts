import { Agent, type Dispatcher } from 'undici';
import type { Outcome } from '../outcome.ts';
import type { Provider, ProviderType, Session } from '../provider.ts';
import { RequestFailed } from './request-failed.ts';
import { checkSms, type SmsMessage } from './sms-message.ts';
import { classifyTwilioError } from './twilio-errors.ts';

/** An account at Twilio. `apiBaseUrl` is where its API is (`https://api.twilio.com` but in tests). Times in ms. */
export type TwilioSettings = {
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiBaseUrl: string;
  readonly connections: number;
  readonly connectTimeoutMs: number;
  readonly handOverTimeoutMs: number;
};

/** The settings that nobody has to give. */
export const twilioPresets = {
  apiBaseUrl: 'https://api.twilio.com',
  connections: 10,
  connectTimeoutMs: 10_000,
  handOverTimeoutMs: 20_000,
};

/** SMS through Twilio's Messages API. The SDK is loaded with the first connection: it takes 0.2 s and 20 MB. */
export const twilioSmsProvider: ProviderType<TwilioSettings, SmsMessage> = {
  channel: 'sms',
  title: 'Twilio SMS',
  create: createTwilioSmsProvider,
};

function createTwilioSmsProvider(settings: TwilioSettings): Provider<SmsMessage> {
  // A kept connection that Twilio closes just then would make a hand-over unknown: it is kept for moments only.
  const agent = new Agent({
    connections: settings.connections,
    connect: { timeout: settings.connectTimeoutMs },
    keepAliveTimeout: 2_000,
    keepAliveMaxTimeout: 2_000,
    pipelining: 1,
  });
  return {
    kind: 'twilio-sms',
    channel: 'sms',
    handOverTimeoutMs: settings.handOverTimeoutMs,
    check: checkSms,
    async connect(signal) {
      if (signal?.aborted)
        return { kind: 'deferred', code: 'aborted', response: 'Given up before the message was sent' };
      const sdk = await import('./twilio-sdk.ts');
      return { kind: 'connected', session: createSession(sdk, settings, agent) };
    },
    close: () => agent.close(),
  };
}

function createSession(
  sdk: typeof import('./twilio-sdk.ts'),
  settings: TwilioSettings,
  dispatcher: Dispatcher,
): Session<SmsMessage> {
  return {
    async handOver(message, signal) {
      const refused = checkSms(message);
      if (refused) return refused;
      try {
        const client = sdk.createTwilioClient(settings, { dispatcher, signal });
        const sender = message.from.startsWith('MG') ? { messagingServiceSid: message.from } : { from: message.from };
        const callback = message.statusCallback === undefined ? {} : { statusCallback: message.statusCallback };
        const taken = await client.messages.create({ to: message.to, body: message.body, ...sender, ...callback });
        return { kind: 'accepted', providerId: taken.sid, response: taken.status };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    release: () => {},
  };
}

/**
 * What a failed call says: an answer below 500 means that nothing was taken; 500 and above, an answer that can't be
 * read, or none at all after the request went out, leave it open (twilio.com/docs/api/errors/20500).
 */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof RequestFailed) {
    const { exchange } = error;
    return exchange.kind === 'lost'
      ? { kind: 'unknown', reason: exchange.code }
      : { kind: 'deferred', code: exchange.code, response: exchange.detail };
  }
  const status = fieldOf(error, 'status');
  if (status === undefined || Number(status) >= 500)
    return { kind: 'unknown', reason: `HTTP ${status ?? 'answer unreadable'}` };
  const code = fieldOf(error, 'code') ?? status;
  const response = `HTTP ${status}: ${error instanceof Error ? error.message : ''}`.slice(0, 500);
  const meaning = classifyTwilioError(code);
  // A wrong token or a locked account is no fault of the message: it waits until somebody has mended the settings.
  if (meaning === 'temporary' || ['401', '403', '404', '408', '429'].includes(status))
    return { kind: 'deferred', code, response };
  return { kind: 'refused', code, response, permanent: true, class: meaning };
}

function fieldOf(error: unknown, name: 'status' | 'code'): string | undefined {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined;
  const value = Reflect.get(error, name);
  return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
}
