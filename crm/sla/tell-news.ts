import { targetMark } from '../../domain/sla/marks.ts';
import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import type { IncomingEvent } from '../events/incoming-event.ts';
import type { Looked } from './apply-looks.ts';

/** What happened to clocks of policies as events of their records, each once: their ids follow from the clock and the mark. */
export async function tellNews(tx: Tx, looked: readonly Looked[], now: Date): Promise<void> {
  const events = looked.flatMap(eventsOf);
  if (events.length > 0) await acceptEvents(tx, { actor: systemActor, cause: [], now }, events);
}

function eventsOf({ row, kept }: Looked): IncomingEvent[] {
  const { id: clockId, recordType, recordId, name, kind, policyKey, startedAt } = { ...row, ...row.kept.clock };
  return kept.news.flatMap((item): IncomingEvent[] => {
    const type =
      item.what === 'met'
        ? 'sla.met'
        : item.what === 'reached'
          ? item.mark === targetMark.id
            ? 'sla.breached'
            : 'sla.warning'
          : null;
    if (type === null) return [];
    const mark = item.what === 'reached' ? item.mark : 'met';
    // A clock that goes on may keep its promise more than once.
    const id = item.what === 'met' ? `sla:${clockId}:met:${item.at}` : `sla:${clockId}:${mark}`;
    return [
      {
        id,
        type,
        at: new Date(item.at).toISOString(),
        recordType,
        recordId,
        properties: {
          clockId,
          name,
          kind,
          policy: policyKey,
          mark,
          startedAt: new Date(startedAt).toISOString(),
          target: row.kept.clock.target,
        },
      },
    ];
  });
}
