import { isIP } from 'node:net';

/** Signs mail for a domain (RFC 6376). `privateKey` is PEM. */
export type DkimSettings = { readonly domain: string; readonly selector: string; readonly privateKey: string };

/** A server to hand mail to, and how. Times are in milliseconds. */
export type SmtpSettings = {
  readonly host: string;
  readonly port: number;
  readonly credentials?: { readonly user: string; readonly password: string };
  /** `always` from the first byte, `required` by STARTTLS, `offered` STARTTLS when the server offers it, `off`. */
  readonly tls: 'always' | 'required' | 'offered' | 'off';
  /** Whether the certificate of the server must be good. */
  readonly verifyCertificate: boolean;
  /** The name given in EHLO; the host's own when absent. */
  readonly ehloName?: string;
  readonly dkim?: DkimSettings;
  /** Connections open at most. */
  readonly connections: number;
  readonly messagesPerConnection: number;
  readonly connectTimeoutMs: number;
  readonly handOverTimeoutMs: number;
  /** An idle connection is closed after this long. */
  readonly idleMs: number;
  /** A connection idle for longer than this is tried with a command before it is used. */
  readonly checkAfterIdleMs: number;
};

const presets = {
  connections: 10,
  messagesPerConnection: 200,
  connectTimeoutMs: 10_000,
  handOverTimeoutMs: 20_000,
  idleMs: 15_000,
  checkAfterIdleMs: 1_000,
};

const queryForms: Record<string, RegExp> = {
  tls: /^(required|offered|off)$/,
  verify: /^(on|off)$/,
  name: /^[A-Za-z0-9.[\]:-]+$/,
  connections: /^([1-9]\d?|100)$/,
};

/**
 * Reads `smtp://user:password@host:587` or `smtps://…` with the options `tls` (required, offered, off), `verify` (on,
 * off), `name` and `connections`. Credentials to another machine need TLS unless `tls=off` says otherwise.
 */
export function parseSmtpUrl(text: string): { readonly settings: SmtpSettings } | { readonly problem: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    return { problem: 'should be smtp://user:password@host:port or smtps://…' };
  }
  for (const [name, value] of url.searchParams) {
    if (!queryForms[name]?.test(value)) return { problem: `has an option that is not known or not valid: ${name}` };
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'smtps:';
  const credentials = readCredentials(url);
  if (credentials === 'malformed') return { problem: 'has credentials that are not percent-encoded properly' };
  const wanted = url.searchParams.get('tls');
  const name = url.searchParams.get('name');
  return {
    settings: {
      ...presets,
      host,
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      tls: secure
        ? 'always'
        : wanted === 'required' || wanted === 'off'
          ? wanted
          : wanted === 'offered' || !credentials || isLoopback(host)
            ? 'offered'
            : 'required',
      verifyCertificate: url.searchParams.get('verify') !== 'off',
      connections: Number(url.searchParams.get('connections') ?? presets.connections),
      ...(credentials && { credentials }),
      ...(name !== null && { ehloName: name }),
    },
  };
}

/** True for the machine itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function readCredentials(url: URL) {
  if (url.username === '') return undefined;
  try {
    return { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  } catch {
    return 'malformed' as const;
  }
}
