import { z } from 'zod';
import { isZone } from './zone.ts';

/** Whose zone counts: the contact's, the owner's, the company's, or one by name. */
export const zoneRefSchema = z.union([z.enum(['contact', 'owner', 'company']), z.string().refine(isZone)], {
  error: 'a zone is contact, owner, company or a name like Europe/Warsaw',
});
export type ZoneRef = z.infer<typeof zoneRefSchema>;

/** Zones known when a wait begins; what is missing or not a zone is passed over. `contact` is the person of the subject. */
export type KnownZones = {
  readonly contact?: string | null | undefined;
  readonly account?: string | null | undefined;
  readonly owner?: string | null | undefined;
  readonly company: string;
};

export type ZoneSource = 'contact' | 'account' | 'owner' | 'company' | 'named' | 'utc';

/** A zone, where it was found, and what was passed over before it, to be logged. */
export type ResolvedZone = {
  readonly zone: string;
  readonly source: ZoneSource;
  readonly passedOver: readonly { readonly source: ZoneSource; readonly reason: 'missing' | 'invalid' }[];
};

const CHAINS = {
  contact: ['contact', 'account', 'company'],
  owner: ['owner', 'company'],
  company: ['company'],
} as const;

/** The zone that a reference means: contact → account → company, owner → company; UTC when even the company has none. */
export function resolveZone(ref: ZoneRef, known: KnownZones): ResolvedZone {
  if (ref !== 'contact' && ref !== 'owner' && ref !== 'company') return named(ref);
  const passedOver: { source: ZoneSource; reason: 'missing' | 'invalid' }[] = [];
  for (const source of CHAINS[ref]) {
    const zone = known[source];
    if (zone && isZone(zone)) return { zone, source, passedOver };
    passedOver.push({ source, reason: zone ? 'invalid' : 'missing' });
  }
  return { zone: 'UTC', source: 'utc', passedOver };
}

function named(zone: string): ResolvedZone {
  if (isZone(zone)) return { zone, source: 'named', passedOver: [] };
  return { zone: 'UTC', source: 'utc', passedOver: [{ source: 'named', reason: 'invalid' }] };
}
