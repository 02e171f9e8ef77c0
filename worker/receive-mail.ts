import { type ReceivedMail, smtpError, startLocalSmtp } from '../channels/local/smtp-server.ts';
import { readCaseSettings } from '../crm/cases/case-settings.ts';
import { takeInboundMail } from '../crm/cases/take-inbound-mail.ts';
import type { Config } from '../crm/config.ts';
import type { Database } from '../crm/database.ts';
import type { Logger } from '../crm/log.ts';
import { readCompanySettings } from '../crm/settings/company-settings.ts';
import { AppError } from '../domain/errors.ts';
import { parseAddress } from '../domain/sending/address.ts';
import { type Loop, startLoop } from './loop.ts';

/** Another worker of the machine may have the port: it is asked for again so often, in ms. */
const retryEvery = 10_000;

export type MailReceiver = { readonly stop: () => Promise<void> };

type Deps = { readonly db: Database; readonly config: Config; readonly log: Logger };

/**
 * Takes in mail for cases by SMTP, where a port is configured: each is answered with 250 once it is committed, with 4xx when it
 * could not be kept. Of several workers on a machine one listens, and another one when that ends.
 */
export function startMailReceiver(deps: Deps): MailReceiver {
  const { inboundSmtp } = deps.config;
  if (inboundSmtp === undefined) return { stop: async () => undefined };
  let server: Awaited<ReturnType<typeof startLocalSmtp>> | undefined;
  const loop: Loop = startLoop({
    name: 'receive-mail',
    log: deps.log,
    pollMs: retryEvery,
    round: async () => {
      if (server) return 0;
      try {
        server = await listen(deps, inboundSmtp);
        deps.log.info({ event: 'receive-mail.listening', ...inboundSmtp });
      } catch (error) {
        if (!isTaken(error)) throw error;
        deps.log.debug({ event: 'receive-mail.port-taken', ...inboundSmtp });
      }
      return 0;
    },
  });
  return {
    async stop() {
      await loop.stop();
      await server?.close();
    },
  };
}

function listen({ db, config, log }: Deps, { port, host }: { port: number; host: string }) {
  return startLocalSmtp({
    port,
    host,
    banner: 'Cadenza',
    async accepts(address) {
      const { mailboxes } = await readCaseSettings(db);
      const wanted = parseAddress('email', address);
      return mailboxes.length === 0 || mailboxes.some((mailbox) => mailbox.address === wanted);
    },
    async onMail({ raw, from, to }: ReceivedMail) {
      try {
        const { mailFrom } = await readCompanySettings(db, config);
        await takeInboundMail(db, { raw, envelope: { from, to } }, { own: mailFrom, now: new Date() });
      } catch (error) {
        if (error instanceof AppError && error.code === 'invalid') throw smtpError(554, '5.6.0 This is no mail');
        log.error({ event: 'receive-mail.failed', err: error });
        throw error;
      }
    },
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
