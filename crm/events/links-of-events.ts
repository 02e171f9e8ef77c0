/** Events that the write path itself makes: they are of their own record, and have no links. */
const ofRecords: ReadonlySet<string> = new Set(['record.created', 'record.updated', 'record.deleted']);

/** SQL source of which event is of which record, like the table `event_link`; with the changes of records where one of these is asked for. */
export function linksOf(events: readonly string[]): string {
  if (!events.some((event) => ofRecords.has(event))) return 'event_link';
  return `(SELECT "eventId", "recordId", type, at, bot FROM event_link
    UNION ALL SELECT id, "recordId", type, at, false FROM event WHERE record IS NOT NULL)`;
}

/** SQL of what rules see as the properties of an event: of a change of a record, its fields after it. */
export const propertiesOf = (event: string) => `COALESCE(${event}.record, ${event}.properties)`;
