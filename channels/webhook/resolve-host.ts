import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type AllowList, isAllowedAddress, isInnerAddress } from '../../domain/net/inner-address.ts';
import { type Deferred, type Refused, refuseMessage } from '../outcome.ts';

/** Finds the addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** The system's own way, once, in the order it answers. */
export const resolveBySystem: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map((entry) => entry.address);

/**
 * The addresses that a call to `host` may connect to. Looked up once, each of them judged: one inner address among
 * them refuses all, for the connection could go to any. A host on the allow list may be anywhere.
 */
export async function resolveHost(
  host: string,
  { allow, resolve, timeoutMs }: { allow: AllowList; resolve: Resolve; timeoutMs: number },
): Promise<{ kind: 'addresses'; addresses: readonly string[] } | Refused | Deferred> {
  const addresses = isIP(host) ? [host] : await within(timeoutMs, resolve(host));
  if (typeof addresses === 'string') return { kind: 'deferred', code: 'dns', response: addresses };
  if (addresses.length === 0) return { kind: 'deferred', code: 'dns', response: `${host} has no address` };
  if (allow.hosts.includes(host)) return { kind: 'addresses', addresses };
  const inner = addresses.find((address) => isInnerAddress(address) && !isAllowedAddress(address, allow));
  if (inner !== undefined) return refuseMessage('inner-address', `${host} leads to the inner address ${inner}`);
  return { kind: 'addresses', addresses };
}

async function within(timeoutMs: number, answer: Promise<readonly string[]>): Promise<readonly string[] | string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('The name was not resolved in time'), timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    return error instanceof Error ? error.message : 'The name could not be resolved';
  } finally {
    clearTimeout(timer);
  }
}
