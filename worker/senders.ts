import { composeCall } from '../activities/delivery/compose-call.ts';
import { composeEmail } from '../activities/delivery/compose-email.ts';
import { composeSms } from '../activities/delivery/compose-sms.ts';
import { createSender } from '../activities/delivery/sender.ts';
import type { Senders } from '../activities/delivery.ts';
import { parseSmtpUrl } from '../channels/email/smtp-settings.ts';
import { startLocalSmtp } from '../channels/local/smtp-server.ts';
import { startLocalTwilio } from '../channels/local/twilio-endpoint.ts';
import { providers } from '../channels/registry.ts';
import { twilioPresets } from '../channels/sms/twilio-provider.ts';
import type { Config } from '../crm/config.ts';
import type { Database } from '../crm/database.ts';
import { filesOf } from '../crm/documents/document-list.ts';
import type { Tokens } from '../crm/sending/compose-content.ts';
import { readConnection } from '../crm/settings/connections.ts';
import { localTwilioAccount } from '../crm/settings/secrets.ts';
import { parseAllowList } from '../domain/net/inner-address.ts';

/** Messages of one kind under way at the same time in this process. */
const parallel = { email: 10, sms: 10, webhook: 10 };

/** Longest call of an address; a step may ask for less. */
const webhookTimeoutMs = 30_000;

export type OpenSenders = { readonly senders: Senders; readonly close: () => Promise<void> };

/**
 * The ways out of the house. Without a mail server or an SMS account, messages go to servers on the loopback that keep
 * them: everything but the last hop is real.
 */
export async function openSenders({
  db,
  config,
  tokens,
}: {
  db: Database;
  config: Config;
  tokens: Tokens;
}): Promise<OpenSenders> {
  const closing: (() => Promise<unknown>)[] = [];
  const email = providers.smtp.create(await smtpSettings(config, closing));
  const sms = providers['twilio-sms'].create(await twilioSettings(db, config, closing));
  const { allow } = parseAllowList(config.httpAllow.join(' '));
  const webhook = providers.webhook.create({ allow, timeoutMs: webhookTimeoutMs });
  closing.push(
    () => email.close(),
    () => sms.close(),
    () => webhook.close(),
  );
  const { publicUrl } = config;
  return {
    senders: {
      email: createSender({
        provider: email,
        compose: composeEmail({ tokens, publicUrl, documents: (ids) => filesOf(db, ids) }),
        parallel: parallel.email,
      }),
      sms: createSender({ provider: sms, compose: composeSms({ publicUrl }), parallel: parallel.sms }),
      webhook: createSender({
        provider: webhook,
        compose: composeCall({ connection: (key) => readConnection(db, key) }),
        parallel: parallel.webhook,
      }),
    },
    close: async () => {
      for (const close of closing.reverse()) await close();
    },
  };
}

async function smtpSettings(config: Config, closing: (() => Promise<unknown>)[]) {
  let url = config.smtpUrl;
  if (url === undefined) {
    const local = await startLocalSmtp({ onMail: () => {} });
    closing.push(() => local.close());
    url = local.url;
  }
  const parsed = parseSmtpUrl(url);
  if ('problem' in parsed) throw new Error(`SMTP_URL ${parsed.problem}`);
  return parsed.settings;
}

async function twilioSettings(db: Database, config: Config, closing: (() => Promise<unknown>)[]) {
  if (config.twilio) {
    const { accountSid, authToken, apiBaseUrl } = config.twilio;
    return { ...twilioPresets, accountSid, authToken, ...(apiBaseUrl === undefined ? {} : { apiBaseUrl }) };
  }
  const account = await localTwilioAccount(db);
  const local = await startLocalTwilio({ onMessage: () => {}, ...account });
  closing.push(() => local.close());
  return { ...twilioPresets, ...account, apiBaseUrl: local.url };
}
