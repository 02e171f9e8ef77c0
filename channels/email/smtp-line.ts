import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Accepted, Deferred, Outcome, Unknown } from '../outcome.ts';
import { refuseMessage } from '../outcome.ts';
import { classifyReply, type SmtpStage } from './classify-reply.ts';
import { isLoopback, type SmtpSettings } from './smtp-settings.ts';

/** One connection to the server, greeted, secured and authenticated. */
export type SmtpLine = {
  /** False as soon as either side has closed it. */
  readonly alive: () => boolean;
  /** Sends one mail. Never rejects. */
  readonly send: (mail: OutgoingMail, signal?: AbortSignal) => Promise<Outcome>;
  /** Ends what was begun (RSET) and so shows whether the server still answers. */
  readonly reset: () => Promise<boolean>;
  /** Says QUIT and closes. */
  readonly quit: () => void;
};

/** A mail ready for the wire. */
export type OutgoingMail = {
  readonly from: string;
  readonly to: string;
  readonly messageId: string;
  readonly raw: Buffer;
};

/** The fields of nodemailer's errors that say what happened. */
type SmtpError = Error & {
  code?: string | undefined;
  response?: string | undefined;
  command?: string | undefined;
  originalCode?: string | undefined;
};

/** A connection that does not answer RSET within this time (ms) is given up. */
export const RESET_TIMEOUT = 3_000;
const SLICE = 64 * 1024;

/** Connects, secures and authenticates, within `connectTimeoutMs`. Nothing of any message is sent. */
export function openLine(
  settings: SmtpSettings,
  signal?: AbortSignal,
): Promise<{ kind: 'open'; line: SmtpLine } | Deferred> {
  const connection = new SMTPConnection(connectionOptions(settings));
  return new Promise((resolve) => {
    const done = (result: { kind: 'open'; line: SmtpLine } | Deferred) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      if (result.kind === 'deferred') connection.close();
      resolve(result);
    };
    const fail = (error: SmtpError) => done(connectFailure(error));
    const timer = setTimeout(
      () => done(deferred('connect-timeout', 'The server did not get ready in time')),
      settings.connectTimeoutMs,
    );
    const onAbort = () => done(deferred('aborted', 'Given up before the message was sent'));
    // The listener stays for the life of the connection: an error without one would end the process.
    connection.on('error', fail);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort);
    const ready = () => done({ kind: 'open', line: createLine(connection, settings) });
    connection.connect((error) => {
      if (error) return fail(error);
      if (!settings.credentials) return ready();
      if (!connection.allowsAuth)
        return done(deferred('authentication-not-offered', 'The server offers no authentication'));
      const { user, password } = settings.credentials;
      connection.login({ user, pass: password }, (failure) => (failure ? fail(failure) : ready()));
    });
  });
}

function createLine(connection: SMTPConnection, settings: SmtpSettings): SmtpLine {
  let alive = true;
  connection.once('end', () => {
    alive = false;
  });
  return {
    alive: () => alive,
    send: (mail, signal) => send(connection, mail, { timeoutMs: settings.handOverTimeoutMs, signal }),
    reset: () => reset(connection),
    quit: () => {
      if (!alive) return;
      const timer = setTimeout(() => connection.close(), RESET_TIMEOUT);
      timer.unref();
      connection.once('end', () => clearTimeout(timer));
      connection.quit();
    },
  };
}

/**
 * One mail over the connection. Until the stream of the body has been read to its end, the final dot can't have been
 * sent, and whatever breaks is safe to repeat; from then on only an answer of the server tells.
 */
function send(
  connection: SMTPConnection,
  mail: OutgoingMail,
  limits: { timeoutMs: number; signal: AbortSignal | undefined },
): Promise<Outcome> {
  const body = slicesOf(mail.raw);
  return new Promise((resolve) => {
    const done = (outcome: Outcome) => {
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', onAbort);
      connection.removeListener('end', onEnd);
      resolve(outcome);
    };
    const broken = (code: string, text: string): Deferred | Unknown =>
      body.ended() ? { kind: 'unknown', reason: code } : deferred(code, text);
    const giveUp = (code: string, text: string) => {
      const outcome = broken(code, text);
      connection.close();
      done(outcome);
    };
    const onEnd = () => queueMicrotask(() => done(broken('connection-lost', 'The connection was lost')));
    const onAbort = () => giveUp('aborted', 'Given up while the message was being sent');
    const timer = setTimeout(() => giveUp('timeout', 'The server did not answer in time'), limits.timeoutMs);
    if (limits.signal?.aborted) return done(deferred('aborted', 'Given up before the message was sent'));
    limits.signal?.addEventListener('abort', onAbort);
    connection.once('end', onEnd);
    const envelope = { from: mail.from, to: [mail.to], size: mail.raw.length };
    connection.send(envelope, body.stream, (error, info) => {
      if (!error) return done(accepted(mail.messageId, info));
      // Answered in the middle of the body: what is left of it would be read as commands.
      if (body.begun() && !body.ended()) connection.close();
      done(sendFailure(error, body.ended()) ?? broken('connection-lost', error.message));
    });
  });
}

function accepted(
  messageId: string,
  info: { response?: string | undefined; serverMessageId?: string | undefined },
): Accepted {
  return {
    kind: 'accepted',
    providerId: info.serverMessageId ?? messageId,
    response: (info.response ?? '').slice(0, 500),
  };
}

function sendFailure(error: SmtpError, ended: boolean): Outcome | undefined {
  if (error.response !== undefined) return classifyReply(error.response, stageOf(error, ended));
  if (error.code === 'EMESSAGE') return { ...refuseMessage('message-too-large', error.message), class: 'content' };
  if (error.code === 'EENVELOPE') return refuseMessage('invalid-envelope', error.message);
  return undefined;
}

function stageOf(error: SmtpError, ended: boolean): SmtpStage {
  if (ended) return 'end';
  if (error.command === 'MAIL FROM') return 'mail';
  return error.command === 'RCPT TO' ? 'rcpt' : 'data';
}

function slicesOf(raw: Buffer): { stream: Readable; begun: () => boolean; ended: () => boolean } {
  let offset = 0;
  let ended = false;
  const stream = new Readable({
    highWaterMark: SLICE,
    read() {
      if (offset < raw.length) {
        this.push(raw.subarray(offset, offset + SLICE));
        offset += SLICE;
      } else {
        ended = true;
        this.push(null);
      }
    },
  });
  return { stream, begun: () => offset > 0, ended: () => ended };
}

function reset(connection: SMTPConnection): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (good: boolean) => {
      clearTimeout(timer);
      connection.removeListener('end', onEnd);
      if (!good) connection.close();
      resolve(good);
    };
    const onEnd = () => done(false);
    const timer = setTimeout(() => done(false), RESET_TIMEOUT);
    connection.once('end', onEnd);
    connection.reset((error) => done(!error));
  });
}

function connectionOptions(settings: SmtpSettings) {
  return {
    host: settings.host,
    port: settings.port,
    secure: settings.tls === 'always',
    requireTLS: settings.tls === 'required',
    ignoreTLS: settings.tls === 'off',
    tls: { rejectUnauthorized: settings.verifyCertificate },
    connectionTimeout: settings.connectTimeoutMs,
    greetingTimeout: settings.connectTimeoutMs,
    socketTimeout: settings.handOverTimeoutMs + settings.idleMs,
    // A connection given up is destroyed at once: half a mail must not trickle out afterwards.
    socketCloseTimeout: 0,
    allowInternalNetworkInterfaces: isLoopback(settings.host),
    ...(settings.ehloName !== undefined && { name: settings.ehloName }),
  };
}

const connectCodes: Record<string, string> = {
  EAUTH: 'authentication',
  ETLS: 'tls',
  EDNS: 'dns',
  ETIMEDOUT: 'connect-timeout',
};

function connectFailure(error: SmtpError): Deferred {
  const badCertificate = /CERT|SELF_SIGNED|SIGNATURE|^ERR_(?:TLS|SSL)|^EPROTO$/.test(error.originalCode ?? '');
  return deferred(
    badCertificate ? 'tls' : (connectCodes[error.code ?? ''] ?? 'connection'),
    error.response ?? error.message,
  );
}

function deferred(code: string, response: string): Deferred {
  return { kind: 'deferred', code, response: response.slice(0, 500) };
}
