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
/** Clients at the same time, receivers of a mail, and how long a client may say nothing, in ms. */
const MOST_CLIENTS = 50;
const MOST_RECEIVERS = 100;
const SILENCE = 60_000;
/** How long a client that is still there keeps the server from closing, in ms. */
const FAREWELL = 2_000;

export type SmtpServerOptions = {
  readonly onMail: (mail: ReceivedMail) => Promise<void> | void;
  /** Whether mail for an address is taken at all; every one unless given. */
  readonly accepts?: (address: string) => Promise<boolean>;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Loopback unless given. */
  readonly host?: string;
  readonly banner?: string;
};

/**
 * A real SMTP server that hands mail to nobody but `onMail`: where our own mail goes until a server is configured, and where a mail
 * server of the house hands in what came for us. A mail is accepted once `onMail` has settled; when that fails, it is deferred (451),
 * or refused with the `responseCode` of the error.
 * @returns the URL to give to `parseSmtpUrl`, and how to stop
 */
export async function startLocalSmtp(options: SmtpServerOptions) {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: SIZE_LIMIT,
    maxClients: MOST_CLIENTS,
    socketTimeout: SILENCE,
    closeTimeout: FAREWELL,
    logger: false,
    banner: options.banner ?? 'Cadenza keeps this mail on this machine',
    onRcptTo: ({ address }, session, callback) => {
      admit(address, session, options).then(
        () => callback(),
        (error: unknown) => callback(refusal(error)),
      );
    },
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
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => {
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

async function admit(address: string, session: SMTPServerSession, { accepts }: SmtpServerOptions): Promise<void> {
  if (session.envelope.rcptTo.length >= MOST_RECEIVERS) throw smtpError(452, '4.5.3 Too many receivers');
  if (accepts && !(await accepts(address))) throw smtpError(550, '5.1.1 Nobody here has this address');
}

/** An error that a client is told with this code: 4xx to try again, 5xx for good. */
export function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  onMail: (mail: ReceivedMail) => Promise<void> | void,
) {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    // What goes on after the limit is read to its end, as the protocol asks, and not kept.
    if (!stream.sizeExceeded) chunks.push(Buffer.from(chunk));
  }
  if (stream.sizeExceeded) throw smtpError(552, '5.3.4 The mail is too large');
  const { mailFrom, rcptTo } = session.envelope;
  await onMail({
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map((entry) => entry.address),
    raw: Buffer.concat(chunks),
  });
}

function refusal(error: unknown): Error {
  if (error instanceof Error && 'responseCode' in error) return error;
  return smtpError(451, '4.3.0 Not kept, try again');
}
