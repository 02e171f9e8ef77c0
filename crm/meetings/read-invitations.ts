import type { Json } from '../../domain/json.ts';
import { type Attendee, attendeesOf, type Invitation, type MeetingPerson } from '../../domain/meetings/invitation.ts';
import type { Queryable } from '../database.ts';

type MeetingRow = {
  id: string;
  version: number;
  kind: string | null;
  status: string | null;
  title: string | null;
  at: Date | null;
  durationMinutes: number | null;
  place: string | null;
  link: string | null;
  body: string | null;
  ownerId: string | null;
  attendees: Json;
};

/** What is said of a meeting, and whom a mail goes to: users by their ids, others by their addresses. */
export type ReadInvitation = {
  readonly attendees: readonly Attendee[];
  readonly invitation: Invitation;
  readonly users: readonly string[];
  readonly addresses: readonly string[];
};

/** How long a meeting is of which nobody said it, in minutes. */
const usualMinutes = 30;

/** Meetings as they are now, by id; what is no meeting, or has no time, is left out. Who has no address is left out as well. */
export async function readInvitations(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadInvitation>> {
  if (ids.length === 0) return new Map();
  const rows = await db.query<MeetingRow>(
    `SELECT id, version, kind, status, title, at, "durationMinutes", place, link, body, "ownerId", attendees
     FROM interaction WHERE id = ANY($1::uuid[])`,
    [[...new Set(ids)]],
  );
  const people = await readPeople(db, rows);
  return new Map(
    rows.flatMap((row) => {
      const invitation = invitationOf(row, people);
      return invitation === null ? [] : [[row.id, invitation] as const];
    }),
  );
}

async function readPeople(db: Queryable, rows: readonly MeetingRow[]): Promise<ReadonlyMap<string, MeetingPerson>> {
  const ids = rows.flatMap((row) => [row.ownerId, ...attendeesOf(row.attendees).map(({ id }) => id)]);
  const people = await db.query<MeetingPerson & { id: string }>(
    `SELECT id, name, email FROM "user" WHERE active AND id = ANY($1::uuid[])
     UNION ALL SELECT id, concat_ws(' ', "firstName", "lastName"), email FROM lead WHERE email <> '' AND id = ANY($1::uuid[])
     UNION ALL SELECT id, concat_ws(' ', "firstName", "lastName"), email FROM contact WHERE email <> '' AND id = ANY($1::uuid[])`,
    [ids.filter((id) => id !== null)],
  );
  return new Map(people.map(({ id, name, email }) => [id, { name: lineOf(name) || email, email }]));
}

/** A name from a record must not become a line of its own. */
const lineOf = (name: string) => name.replace(/[\r\n\0"]+/g, ' ').trim();

function invitationOf(row: MeetingRow, people: ReadonlyMap<string, MeetingPerson>): ReadInvitation | null {
  const { id, version, kind, status, at, durationMinutes, place, link, body, ownerId } = row;
  if (kind !== 'meeting' || at === null) return null;
  const owner: Attendee[] = ownerId === null ? [] : [{ kind: 'user', id: ownerId }];
  const invited = attendeesOf([...owner, ...attendeesOf(row.attendees)]).filter((attendee) => people.has(attendee.id));
  const personOf = (attendee: Attendee) => people.get(attendee.id) ?? [];
  return {
    attendees: attendeesOf(row.attendees),
    users: invited.flatMap((attendee) => (attendee.kind === 'user' ? attendee.id : [])),
    addresses: invited.flatMap((attendee) => (attendee.kind === 'user' ? [] : (people.get(attendee.id)?.email ?? []))),
    invitation: {
      meetingId: id,
      version,
      cancelled: status === 'cancelled',
      title: lineOf(row.title ?? ''),
      start: at.toISOString(),
      minutes: durationMinutes ?? usualMinutes,
      place,
      link,
      description: body,
      organizer: (ownerId === null ? undefined : people.get(ownerId)) ?? null,
      attendees: invited.flatMap(personOf),
    },
  };
}
