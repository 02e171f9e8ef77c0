import { setTimeout as delay } from 'node:timers/promises';
import { startLocalSmtp } from '../../channels/local/smtp-server.ts';

/** What mail servers outside the system have received, by Message-ID. */
export type MailLog = { readonly copies: Map<string, number>; readonly received: () => number };

export function createMailLog(): MailLog {
  const copies = new Map<string, number>();
  return { copies, received: () => [...copies.values()].reduce((sum, count) => sum + count, 0) };
}

export type MailSink = {
  readonly url: string;
  /** At the n-th mail from now, received whole but not yet answered, `act` is called and no answer given. */
  readonly interrupt: (n: number, act: () => void) => void;
  readonly close: () => Promise<void>;
};

/** A mail server that takes its time with its 250, as real ones do, and enters what it received in a log. */
export async function startMailSink({ copies }: MailLog): Promise<MailSink> {
  let until = 0;
  let interruption: (() => void) | undefined;
  let mails = 0;
  const onMail = async ({ raw }: { raw: Buffer }) => {
    const id = /^message-id:\s*<([^>]+)>/im.exec(raw.toString('latin1'))?.[1] ?? 'none';
    copies.set(id, (copies.get(id) ?? 0) + 1);
    mails += 1;
    until -= 1;
    if (until === 0 && interruption) {
      interruption();
      interruption = undefined;
      throw new Error('the sender is gone');
    }
    await delay(30 + ((mails * 17) % 60));
  };
  const server = await startLocalSmtp({ onMail });
  return {
    url: server.url,
    interrupt(n, act) {
      until = n;
      interruption = act;
    },
    close: server.close,
  };
}
