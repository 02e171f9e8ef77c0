import { AppError, type Issue } from '../../domain/errors.ts';
import { type Person, reachOf } from '../actor.ts';
import { readPeople } from '../approvals/people.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Queryable, Tx } from '../database.ts';
import { newId } from '../ids.ts';

/** Somebody is away from `from` until `until`; `standIn` acts for them now, also where the substitute is away too. */
export type Absence = {
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly substituteId: string | null;
  readonly substituteName: string | null;
  readonly standIn: { readonly id: string; readonly name: string } | null;
  readonly from: string;
  readonly until: string;
  readonly note: string | null;
  readonly state: 'planned' | 'running' | 'over';
};

export type AbsenceInput = {
  readonly userId?: string | undefined;
  readonly substituteId?: string | null | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly note?: string | null | undefined;
};

type Row = {
  id: string;
  userId: string;
  userName: string | null;
  substituteId: string | null;
  substituteName: string | null;
  from: Date;
  until: Date;
  note: string | null;
};

const selected = `SELECT a.id, a."userId", u.name AS "userName", a."substituteId", s.name AS "substituteName", a."from", a.until, a.note
  FROM absence a LEFT JOIN "user" u ON u.id = a."userId" LEFT JOIN "user" s ON s.id = a."substituteId"`;

export type AbsenceFilter = {
  readonly userId?: string | undefined;
  /** Only those that are not over. */
  readonly current?: boolean | undefined;
};

/** Absences, the next first. */
export async function listAbsences(db: Queryable, { userId, current }: AbsenceFilter, now: Date): Promise<Absence[]> {
  const rows = await db.query<Row>(
    `${selected} WHERE ($1::uuid IS NULL OR a."userId" = $1) AND (NOT $2 OR a.until > $3) ORDER BY a."from" DESC, a.id LIMIT 2000`,
    [userId ?? null, current ?? false, now],
  );
  return views(db, rows, now);
}

/** One absence. @throws AppError `not-found` */
export async function getAbsence(db: Queryable, id: string, now: Date): Promise<Absence> {
  const [found] = await views(db, await db.query<Row>(`${selected} WHERE a.id = $1`, [id]), now);
  if (!found) throw new AppError('not-found', { detail: 'There is no such absence.' });
  return found;
}

/** Says that somebody is away: oneself, or with the right another. */
export async function addAbsence(
  tx: Tx,
  { actor, input, now }: { actor: Person; input: AbsenceInput; now: Date },
): Promise<Absence> {
  const { userId = actor.userId, substituteId = null, from = now.toISOString(), until, note = null } = input;
  await demandReach(tx, actor, userId);
  const absence = { id: newId(), userId, substituteId, from, until: until ?? '', note };
  await check(tx, absence);
  await tx.query(
    'INSERT INTO absence (id, "userId", "substituteId", "from", until, note, "createdBy") VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [absence.id, userId, substituteId, from, absence.until, note, actor.userId],
  );
  await audit(tx, actor, 'created', absence);
  return getAbsence(tx, absence.id, now);
}

/** Changes an absence. One that begins anew moves anew what is open. */
export async function changeAbsence(
  tx: Tx,
  id: string,
  { actor, input, now }: { actor: Person; input: AbsenceInput; now: Date },
): Promise<Absence> {
  const before = await getAbsence(tx, id, now);
  await demandReach(tx, actor, before.userId);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const after = { ...before, ...given } as Absence;
  await check(tx, after);
  await tx.query(
    'UPDATE absence SET "substituteId" = $2, "from" = $3, until = $4, note = $5, "movedAt" = NULL WHERE id = $1',
    [id, after.substituteId, after.from, after.until, after.note],
  );
  await audit(tx, actor, 'changed', after);
  return getAbsence(tx, id, now);
}

/** Takes an absence away: who was away is there again. What was moved stays where it is. */
export async function removeAbsence(tx: Tx, id: string, { actor, now }: { actor: Person; now: Date }): Promise<void> {
  const before = await getAbsence(tx, id, now);
  await demandReach(tx, actor, before.userId);
  await tx.query('DELETE FROM absence WHERE id = $1', [id]);
  await audit(tx, actor, 'deleted', before);
}

async function views(db: Queryable, rows: readonly Row[], now: Date): Promise<Absence[]> {
  if (rows.length === 0) return [];
  const people = await readPeople(db, now);
  const standIns = rows.map(({ userId, from, until }) => (from <= now && until > now ? people.standIn(userId) : null));
  const names = new Map(
    (
      await db.query<{ id: string; name: string }>('SELECT id, name FROM "user" WHERE id = ANY($1::uuid[])', [
        standIns.filter((id) => id !== null),
      ])
    ).map(({ id, name }) => [id, name]),
  );
  return rows.map(({ userName, from, until, ...row }, index) => {
    const standIn = standIns[index] ?? null;
    return {
      ...row,
      userName: userName ?? '',
      from: from.toISOString(),
      until: until.toISOString(),
      standIn: standIn === null ? null : { id: standIn, name: names.get(standIn) ?? '' },
      state: until <= now ? 'over' : from <= now ? 'running' : 'planned',
    };
  });
}

/** @throws AppError `forbidden` for who may not say that this user is away */
export async function demandReach(db: Queryable, actor: Person, userId: string): Promise<void> {
  const reach = reachOf(actor, 'absence:edit');
  if (reach === 'all' || (reach !== null && userId === actor.userId)) return;
  const mates =
    reach === 'team'
      ? await db.query('SELECT 1 FROM "user" WHERE id = $1 AND "teamId" = $2', [userId, actor.teamId])
      : [];
  if (mates.length === 0) throw new AppError('forbidden', { detail: 'It needs the right absence:edit for others.' });
}

type Checked = Pick<Absence, 'userId' | 'substituteId' | 'from' | 'until'>;

async function check(db: Queryable, { userId, substituteId, from, until }: Checked): Promise<void> {
  const issues: Issue[] = [];
  const refuse = (path: string, code: string, message: string) =>
    issues.push({ severity: 'error', code, path, message });
  if (until <= from) refuse('/until', 'wrong-order', 'An absence ends after it begins.');
  if (substituteId === userId) refuse('/substituteId', 'cycle', 'Nobody stands in for themselves.');
  const ids = [userId, ...(substituteId === null ? [] : [substituteId])];
  const known = await db.query<{ id: string; active: boolean }>(
    'SELECT id, active FROM "user" WHERE id = ANY($1::uuid[])',
    [ids],
  );
  if (!known.some(({ id }) => id === userId)) refuse('/userId', 'no-such-record', 'There is no such user.');
  if (substituteId !== null && !known.some(({ id, active }) => id === substituteId && active))
    refuse('/substituteId', 'no-such-record', 'There is no such active user.');
  if (issues.length > 0) throw new AppError('invalid', { issues });
}

function audit(tx: Tx, actor: Person, what: string, { id, ...rest }: Checked & { readonly id: string }): Promise<void> {
  const { userId, substituteId, from, until } = rest;
  return auditAction(tx, {
    actor,
    action: `absence.${what}`,
    resource: { type: 'absence', id },
    changes: { userId, substituteId, from, until },
  });
}
