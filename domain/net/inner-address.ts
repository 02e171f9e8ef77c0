import ipaddr from 'ipaddr.js';

/** Hosts and networks that may be reached although they are inner ones: lower-case names, and CIDR networks. */
export type AllowList = { readonly hosts: readonly string[]; readonly networks: readonly string[] };

/** The list that allows no inner address. */
export const allowNothing: AllowList = { hosts: [], networks: [] };

/**
 * Reads a list such as `crm.internal, 10.0.0.0/8, ::1`: hosts and networks parted by commas or spaces.
 * @returns the list, and the entries that are neither
 */
export function parseAllowList(text: string): { readonly allow: AllowList; readonly problems: readonly string[] } {
  const hosts: string[] = [];
  const networks: string[] = [];
  const problems: string[] = [];
  for (const entry of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const bare = entry.replace(/^\[(.*)\]$/, '$1');
    if (ipaddr.isValidCIDR(bare)) networks.push(bare);
    else if (isAddressText(bare)) networks.push(`${bare}/${bare.includes(':') ? 128 : 32}`);
    else if (isHostName(entry)) hosts.push(withoutDot(entry.toLowerCase()));
    else problems.push(entry);
  }
  return { allow: { hosts, networks }, problems };
}

/** True when the text is an address in its usual form: four decimal parts, or IPv6 without zone. */
export function isAddressText(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes('%'));
}

/**
 * True for every address that is not plainly a public one: loopback, private, link-local, carrier NAT, multicast,
 * reserved, documentation, and the IPv6 forms that carry an IPv4 address (IANA special-purpose registries).
 * What is no address counts as inner.
 */
export function isInnerAddress(address: string): boolean {
  if (!isAddressText(address)) return true;
  const parsed = ipaddr.process(address);
  return parsed.range() !== 'unicast';
}

/** True when the address lies in one of the allowed networks. */
export function isAllowedAddress(address: string, allow: AllowList): boolean {
  if (!isAddressText(address)) return false;
  const parsed = ipaddr.process(address);
  return allow.networks.some((network) => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === parsed.kind() && parsed.match(base, bits);
  });
}

/**
 * True for a host name of letters, digits and hyphens (RFC 1123), with or without the last dot. One whose last label is
 * a number, decimal or hexadecimal, is none: browsers read it as an IPv4 address (WHATWG URL, "ends in a number").
 */
export function isHostName(text: string): boolean {
  const name = withoutDot(text);
  if (/(?:^|\.)(?:\d+|0x[0-9a-f]*)$/i.test(name)) return false;
  return (
    name.length <= 253 &&
    /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(name)
  );
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
