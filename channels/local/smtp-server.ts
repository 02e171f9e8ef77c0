import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** A mail that was handed in, byte for byte. */
export type ReceivedMail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
};

/** Most that one mail may hold, in bytes. */
const SIZE_LIMIT = 25 * 1024 * 1024;

/**
 * A real SMTP server on the loopback that hands mail to nobody but `onMail`: where mail goes until a server is
 * configured. A mail is accepted once `onMail` has settled; when that fails, it is deferred (451).
 * @param port 0 takes a free one
 * @returns the URL to give to `parseSmtpUrl`, and how to stop
 */
export async function startLocalSmtp(options: { onMail: (mail: ReceivedMail) => Promise<void> | void; port?: number }) {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: SIZE_LIMIT,
    logger: false,
    banner: 'Cadenza keeps this mail on this machine',
    onData: (stream, session, callback) => {
      receive(stream, session, options.onMail).then(
        () => callback(),
        (error: unknown) => callback(refusal(error)),
      );
    },
  });
  // A client that goes away in the middle is its own affair.
  server.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.server.removeListener('error', reject);
      resolve();
    });
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  onMail: (mail: ReceivedMail) => Promise<void> | void,
) {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  if (stream.sizeExceeded) throw Object.assign(new Error('5.3.4 The mail is too large'), { responseCode: 552 });
  const { mailFrom, rcptTo } = session.envelope;
  await onMail({
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map((entry) => entry.address),
    raw: Buffer.concat(chunks),
  });
}

function refusal(error: unknown): Error {
  if (error instanceof Error && 'responseCode' in error) return error;
  return Object.assign(new Error('4.3.0 Not kept, try again'), { responseCode: 451 });
}
