import { type AllowList, isAddressText, isAllowedAddress, isHostName, isInnerAddress } from './inner-address.ts';

/** Why an address may not be called. */
export type UrlProblem =
  | 'url-malformed'
  | 'scheme-not-allowed'
  | 'credentials-in-url'
  | 'host-malformed'
  | 'host-not-ascii'
  | 'port-invalid'
  | 'inner-address'
  | 'inner-name';

/** An address that may be called as far as its text tells; the addresses behind a name are checked when it is called. */
export type CheckedUrl = {
  readonly ok: true;
  readonly protocol: 'http' | 'https';
  /** Lower case, without brackets or the last dot. */
  readonly host: string;
  readonly port: number;
};

const parts = /^(https?):\/\/([^/?#]*)((?:[/?#].*)?)$/i;
const authorityForm = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i;
const innerNames = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home.arpa', 'localdomain'];

/**
 * Judges the text of a web address that the product is to call, without looking anything up. Stricter than a browser:
 * forms that different readers read differently (short, octal or hexadecimal addresses, backslashes, percent signs or
 * non-ASCII dots in the host) are refused and not interpreted.
 */
export function checkUrl(
  url: string,
  allow: AllowList,
): CheckedUrl | { readonly ok: false; readonly code: UrlProblem; readonly message: string } {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0020\u007f\\]/.test(url) || url.length > 2048)
    return refuse('url-malformed', 'The address has spaces, control characters or backslashes, or is too long');
  const match = parts.exec(url);
  if (!match) {
    return /^https?:/i.test(url)
      ? refuse('url-malformed', 'The address is not of the form https://host/path')
      : refuse('scheme-not-allowed', 'Only http and https addresses can be called');
  }
  const protocol = match[1]?.toLowerCase() === 'https' ? 'https' : 'http';
  const authority = match[2] ?? '';
  if (authority.includes('@')) return refuse('credentials-in-url', 'The address contains a user name or password');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything outside ASCII is refused
  if (/[^\u0000-\u007f]/.test(authority)) return refuse('host-not-ascii', 'Write the host in its ASCII form (xn--…)');
  const host = authorityForm.exec(authority);
  if (!host?.[1]) return refuse('host-malformed', 'The host is malformed');
  const port = host[2] === undefined ? (protocol === 'https' ? 443 : 80) : Number(host[2]);
  if (port < 1 || port > 65_535) return refuse('port-invalid', 'The port is not between 1 and 65535');
  const name = host[1]
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  const problem = checkHost(name, host[1].startsWith('['), allow);
  return problem ?? { ok: true, protocol, host: name, port };
}

function checkHost(host: string, bracketed: boolean, allow: AllowList) {
  if (isAddressText(host) && bracketed === host.includes(':')) {
    if (!isInnerAddress(host) || isAllowedAddress(host, allow)) return undefined;
    return refuse('inner-address', `${host} is an inner address`);
  }
  if (bracketed || !isHostName(host)) return refuse('host-malformed', `${JSON.stringify(host)} is no host name`);
  const inner = innerNames.some((name) => host === name || host.endsWith(`.${name}`));
  // Where networks are allowed, the addresses behind the name decide, and they are known only when it is called.
  if (!inner || allow.hosts.includes(host) || allow.networks.length > 0) return undefined;
  return refuse('inner-name', `${host} is an inner name`);
}

function refuse(code: UrlProblem, message: string) {
  return { ok: false as const, code, message };
}
