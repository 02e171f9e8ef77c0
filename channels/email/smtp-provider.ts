import { type Outcome, refuseMessage } from '../outcome.ts';
import type { Provider, ProviderType, Session } from '../provider.ts';
import { composeMail, signMail } from './compose-mail.ts';
import { checkEmail, type EmailMessage } from './email-message.ts';
import { openLine, RESET_TIMEOUT } from './smtp-line.ts';
import { createSmtpPool, type PooledLine } from './smtp-pool.ts';
import type { SmtpSettings } from './smtp-settings.ts';

/** Mail over SMTP, pooled. Settings come from `parseSmtpUrl`. */
export const smtpProvider: ProviderType<SmtpSettings, EmailMessage> = {
  channel: 'email',
  title: 'SMTP server',
  create: createSmtpProvider,
};

function createSmtpProvider(settings: SmtpSettings): Provider<EmailMessage> {
  const pool = createSmtpPool(settings, (signal) => openLine(settings, signal));
  return {
    kind: 'smtp',
    channel: 'email',
    // A second mail of a session may first have to end what the one before it began.
    handOverTimeoutMs: settings.handOverTimeoutMs + RESET_TIMEOUT,
    check: checkEmail,
    async connect(signal) {
      const taken = await pool.take(signal);
      return taken.kind === 'lent' ? { kind: 'connected', session: createSession(taken, settings) } : taken;
    },
    close: async () => pool.close(),
  };
}

function createSession(pooled: PooledLine, settings: SmtpSettings): Session<EmailMessage> {
  let messages = 0;
  let dirty = false;
  return {
    async handOver(message, signal) {
      const refused = checkEmail(message);
      if (refused) return refused;
      const raw = await compose(message, settings);
      if (!Buffer.isBuffer(raw)) return raw;
      if (dirty && !(await pooled.line.reset())) {
        return { kind: 'deferred', code: 'connection-lost', response: 'The connection was lost' };
      }
      const from = message.returnPath ?? message.from.address;
      const outcome = await pooled.line.send(
        { from, to: message.to.address, messageId: message.messageId, raw },
        signal,
      );
      messages += 1;
      dirty = outcome.kind !== 'accepted';
      return outcome;
    },
    release: () => pooled.release({ messages, dirty }),
  };
}

/** A text that can't be written is the message's fault, a key that can't sign is the settings'; nothing has been sent. */
async function compose(message: EmailMessage, { dkim }: SmtpSettings): Promise<Buffer | Outcome> {
  try {
    const plain = await composeMail(message);
    const signed = dkim ? await signMail(plain, dkim) : plain;
    return signed ?? { kind: 'deferred', code: 'signing-failed', response: 'The DKIM key can not sign' };
  } catch (error) {
    return refuseMessage('compose-failed', error instanceof Error ? error.message : 'The mail could not be written');
  }
}
