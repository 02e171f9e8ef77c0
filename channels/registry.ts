import { smtpProvider } from './email/smtp-provider.ts';
import type { ProviderType } from './provider.ts';
import { twilioSmsProvider } from './sms/twilio-provider.ts';
import { webhookProvider } from './webhook/webhook-provider.ts';

type OptionsOf<T> = T extends ProviderType<infer Options, infer _Message> ? Options : never;
type MessageOf<T> = T extends ProviderType<infer _Options, infer Message> ? Message : never;

/** Every kind of provider: one file and one line each. The contract test runs for each of them by itself. */
export const providers = {
  smtp: smtpProvider,
  'twilio-sms': twilioSmsProvider,
  webhook: webhookProvider,
} as const;

/** The name of a kind of provider, as stored with a message. */
export type ProviderKind = keyof typeof providers;

/** What a provider of this kind is made from. */
export type ProviderOptions<K extends ProviderKind> = OptionsOf<(typeof providers)[K]>;

/** What a provider of this kind sends. */
export type ProviderMessage<K extends ProviderKind> = MessageOf<(typeof providers)[K]>;
