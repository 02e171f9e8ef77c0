import { z } from 'zod';

const slotSchema = z.looseObject({
  kind: z.string(),
  events: z.array(z.string()).optional(),
  within: z.string().optional(),
  since: z.unknown().optional(),
  channel: z.string().optional(),
  topic: z.string().optional(),
  segment: z.string().optional(),
  calculation: z.string().optional(),
  relation: z.string().optional(),
  field: z.string().optional(),
  rule: z.unknown().optional(),
});

/** The rule that a looked-up value answers, from the key of its slot in a trace; null for a path. */
export function slotRule(key: string): Readonly<Record<string, unknown>> | null {
  if (!key.startsWith('{')) return null;
  const slot = slotSchema.safeParse(parsed(key));
  if (!slot.success) return null;
  const { kind, events, within, since, channel, topic, segment, calculation, relation, field, rule } = slot.data;
  const given = (values: readonly unknown[]) => values.filter((value) => value !== undefined);
  if (kind === 'performed')
    return { performed: [events ?? [], { ...(within ? { within } : {}), ...(since ? { since } : {}) }] };
  if (kind === 'reachable') return { reachable: given([channel, topic]) };
  if (kind === 'inSegment') return { inSegment: segment };
  return kind === 'aggregate' && calculation ? { [calculation]: given([relation, field, rule]) } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
