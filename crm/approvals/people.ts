import { type StandInScope, standInFor } from '../../domain/absences/stand-in.ts';
import { isGroupRef } from '../../domain/approvals/members.ts';
import type { Asked, People } from '../../domain/approvals/open.ts';
import type { JsonObject } from '../../domain/json.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import type { UserRef } from '../../domain/steps/effect.ts';
import { usersText } from '../../domain/steps/user-text.ts';
import type { Queryable } from '../database.ts';
import { fieldValue, resolveUsers } from '../people/resolve-users.ts';

type Person = {
  id: string;
  managerId: string | null;
  active: boolean;
  zone: string | null;
  calendar: string | null;
  away: boolean;
  substituteId: string | null;
};

/** People, and the clock of each: zone and key of the calendar, own or their team's. */
export type PeopleAtWork = People & {
  readonly isActive: (userId: string) => boolean;
  readonly clockOf: (userId: string) => { readonly zone: string | null; readonly calendar: string | null };
};

/** Who stands in for whom at a time, and who manages whom. */
export async function readPeople(db: Queryable, now: Date): Promise<PeopleAtWork> {
  return (await readPeopleAt(db, now)).people;
}

/** The same with what it follows from; `supposed`: an absence that is not stored, and counts as running. */
export async function readPeopleAt(
  db: Queryable,
  now: Date,
  supposed?: { readonly userId: string; readonly substituteId: string | null },
): Promise<{ readonly people: PeopleAtWork; readonly scope: StandInScope }> {
  const rows = await db.query<Person>(
    `SELECT u.id, u."managerId", u.active, u.zone, coalesce(u."calendarKey", t."calendarKey") AS calendar, a.id IS NOT NULL AS away, a."substituteId"
     FROM "user" u LEFT JOIN team t ON t.id = u."teamId" LEFT JOIN LATERAL (
       SELECT id, "substituteId" FROM absence WHERE "userId" = u.id AND "from" <= $1 AND until > $1 ORDER BY "from", id LIMIT 1) a ON true`,
    [now],
  );
  const people = new Map(rows.map((person) => [person.id, person]));
  const managerOf = (userId: string) => people.get(userId)?.managerId ?? null;
  const scope = {
    managerOf,
    isActive: (userId: string) => people.get(userId)?.active ?? false,
    substituteOf: (userId: string) => {
      if (userId === supposed?.userId) return supposed.substituteId;
      const person = people.get(userId);
      return person?.away ? person.substituteId : undefined;
    },
  };
  const clockOf = (userId: string) => {
    const person = people.get(userId);
    return { zone: person?.zone ?? null, calendar: person?.calendar ?? null };
  };
  return {
    scope,
    people: { managerOf, isActive: scope.isActive, standIn: (userId) => standInFor(userId, scope), clockOf },
  };
}

/**
 * What each reference asks for now: a person, also one who has left or is away (somebody stands in), or any one of the active
 * members of a group.
 */
export async function askedPeople(
  db: Queryable,
  refs: readonly UserRef[],
  record: JsonObject | null,
): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (const ref of refs) {
    const given =
      typeof ref.user === 'string' ? ref.user : typeof ref.field === 'string' ? fieldValue(ref, record) : undefined;
    const person = typeof given === 'string' && isUuid(given) ? given : null;
    if (person !== null) {
      asked.push({ person, group: null, users: [person] });
      continue;
    }
    const [users = []] = given === undefined ? await resolveUsers(db, [{ refs: [ref], record }]) : [];
    const one = !isGroupRef(ref) && users.length === 1;
    asked.push({
      person: one ? (users[0] ?? null) : null,
      group: one ? null : usersText(ref),
      ...(isGroupRef(ref) ? { ref } : {}),
      users,
    });
  }
  return asked;
}
