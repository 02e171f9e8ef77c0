import type { Provider, ProviderType } from '../provider.ts';
import { callUrl, type WebSettings } from './call-url.ts';
import { checkWebRequest, type WebRequest } from './web-request.ts';

/** Calls to customers' addresses, as a provider. Each call has its own connection, made in the hand-over. */
export const webhookProvider: ProviderType<WebSettings, WebRequest> = {
  channel: 'webhook',
  title: 'Webhook',
  create: (settings): Provider<WebRequest> => ({
    kind: 'webhook',
    channel: 'webhook',
    handOverTimeoutMs: settings.timeoutMs,
    check: (request) => checkWebRequest(request, settings.allow),
    connect: async () => ({
      kind: 'connected',
      session: { handOver: (request, signal) => callUrl(request, settings, signal), release: () => {} },
    }),
    close: async () => {},
  }),
};
