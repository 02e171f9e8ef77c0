import { smtpProvider } from './email/smtp-provider.ts';
import type { ProviderType } from './provider.ts';
import { twilioSmsProvider } from './sms/twilio-provider.ts';
import { webhookProvider } from './webhook/webhook-provider.ts';

type OptionsOf<T> = T extends ProviderType<infer Options, infer _Message> ? Options : never;
type MessageOf<T> = T extends ProviderType<infer _Options, infer Message> ? Message : never;

const all = {
  smtp: smtpProvider,
  'twilio-sms': twilioSmsProvider,
  webhook: webhookProvider,
};

/** The name of a kind of provider, as stored with a message. */
export type ProviderKind = keyof typeof all;

/** What a provider of this kind is made from. */
export type ProviderOptions<K extends ProviderKind> = OptionsOf<(typeof all)[K]>;

/** What a provider of this kind sends. */
export type ProviderMessage<K extends ProviderKind> = MessageOf<(typeof all)[K]>;

/** Every kind of provider: one file and one line each. The contract test runs for each of them by itself. */
export const providers: { readonly [K in ProviderKind]: ProviderType<ProviderOptions<K>, ProviderMessage<K>> } = all;
