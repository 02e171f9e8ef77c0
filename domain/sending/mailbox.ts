import { parseAddress } from './address.ts';

/** An e-mail address and the name shown for it. */
export type Mailbox = { readonly address: string; readonly name?: string };

/**
 * Reads `name@host` or `Name <name@host>`, the name quoted or not.
 * @returns undefined when there is no address in it
 */
export function parseMailbox(text: string): Mailbox | undefined {
  const named = /^\s*(?:"([^"\r\n]*)"|([^"<>\r\n]*?))\s*<([^<>\s]+)>\s*$/.exec(text);
  const address = parseAddress('email', named?.[3] ?? text);
  if (address === undefined) return undefined;
  const name = (named?.[1] ?? named?.[2] ?? '').trim();
  return name === '' ? { address } : { address, name };
}

/** The part of an address after its `@`. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
