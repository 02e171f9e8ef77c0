import type { Candidate } from '../../domain/assignment/choose.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { businessMillisBetween } from '../../domain/time/business-time.ts';
import { chooseCalendar } from '../../domain/time/choose-calendar.ts';
import type { Queryable } from '../database.ts';
import type { CompanyTime } from '../settings/company-settings.ts';

type UserRow = Omit<Candidate, 'onShift' | 'open' | 'turn'> & { readonly calendarKey: string | null };

export type CandidatesQuestion = {
  readonly userIds: readonly string[];
  readonly recordType: RecordTypeKey;
  readonly now: Date;
  readonly company: Pick<CompanyTime, 'calendars' | 'calendar'>;
};

/** Which records of a type still make work, and in which column stands whose they are. */
const openWork: { readonly [T in RecordTypeKey]?: { readonly open: string; readonly whose?: string } } = {
  lead: { open: `status NOT IN ('converted', 'junk')` },
  deal: { open: `outcome = 'open'` },
  case: { open: `status NOT IN ('resolved', 'closed')` },
  task: { open: `status = 'open'`, whose: 'assigneeId' },
  interaction: { open: `kind = 'meeting' AND status = 'planned'` },
  offer: { open: `status IN ('draft', 'in-review', 'approved', 'sent', 'viewed')` },
};

/** Users with what a choice among them looks at; their turns stand in the pool. In the order of `userIds`. */
export async function readCandidates(
  db: Queryable,
  { userIds, recordType, now, company }: CandidatesQuestion,
): Promise<Omit<Candidate, 'turn'>[]> {
  if (userIds.length === 0) return [];
  const rows = await db.query<UserRow>(
    `SELECT u.id AS "userId", u.active, coalesce(u.skills, '{}') AS skills, coalesce(u.territories, '{}') AS territories, u.capacity,
       coalesce(u."calendarKey", t."calendarKey") AS "calendarKey",
       EXISTS (SELECT 1 FROM absence a WHERE a."userId" = u.id AND a."from" <= $2 AND a.until > $2) AS absent
     FROM "user" u LEFT JOIN team t ON t.id = u."teamId" WHERE u.id = ANY($1::uuid[])`,
    [userIds, now],
  );
  const open = await openOf(db, recordType, userIds);
  const byId = new Map(rows.map((row) => [row.userId, row]));
  return userIds.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const { calendarKey, ...rest } = row;
    const calendar = company.calendars()[chooseCalendar([calendarKey, company.calendar()], company.calendars())];
    const onShift = calendar ? businessMillisBetween(now.getTime(), now.getTime() + 1, calendar) > 0 : true;
    return [{ ...rest, onShift, open: open.get(id) ?? 0 }];
  });
}

async function openOf(
  db: Queryable,
  recordType: RecordTypeKey,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { open = 'true', whose = 'ownerId' } = openWork[recordType] ?? {};
  const rows = await db.query<{ id: string; n: number }>(
    `SELECT "${whose}" AS id, count(*)::int AS n FROM "${recordType}" WHERE "${whose}" = ANY($1::uuid[]) AND ${open} GROUP BY 1`,
    [userIds],
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}
