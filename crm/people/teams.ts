import { AppError } from '../../domain/errors.ts';
import type { Person } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import { demandCalendar } from '../calendars/calendar-users.ts';
import { noteCalendarChange } from '../calendars/on-change.ts';
import type { Queryable, Tx } from '../database.ts';
import { newId } from '../ids.ts';

export type Team = {
  readonly id: string;
  readonly name: string;
  readonly leadId: string | null;
  /** Of the working time of members without one of their own; that of the company when null. */
  readonly calendarKey: string | null;
};

const columns = 'id, name, "leadId", "calendarKey"';

/** All teams by name. */
export function listTeams(db: Queryable): Promise<Team[]> {
  return db.query<Team>(`SELECT ${columns} FROM team ORDER BY name`);
}

export type TeamInput = {
  readonly name?: string | undefined;
  readonly leadId?: string | null | undefined;
  readonly calendarKey?: string | null | undefined;
};

/** Adds a team, or changes the one with the id. */
export async function saveTeam(
  tx: Tx,
  { actor, id, name, leadId, calendarKey }: { actor: Person; id?: string } & TeamInput,
): Promise<Team> {
  await demandCalendar(tx, calendarKey, '/calendarKey');
  if (typeof leadId === 'string') {
    const lead = await tx.query('SELECT 1 FROM "user" WHERE id = $1', [leadId]);
    if (lead.length === 0) {
      throw new AppError('invalid', {
        issues: [{ severity: 'error', code: 'no-such-record', path: '/leadId', message: 'There is no such user.' }],
      });
    }
  }
  const rows =
    id === undefined
      ? await tx.query<Team>(
          `INSERT INTO team (id, name, "leadId", "calendarKey") VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING ${columns}`,
          [newId(), name, leadId ?? null, calendarKey ?? null],
        )
      : await change(tx, { id, name, leadId, calendarKey });
  const [team] = rows;
  if (!team) throw new AppError('duplicate', { detail: 'There is a team of this name already.' });
  await auditAction(tx, {
    actor,
    action: 'team.saved',
    resource: { type: 'team', id: team.id },
    changes: { name: { new: team.name }, leadId: { new: team.leadId }, calendarKey: { new: team.calendarKey } },
  });
  if (calendarKey !== undefined) await noteCalendarChange(tx, { kind: 'team', about: team.id }, actor);
  return team;
}

async function change(tx: Tx, { id, name, leadId, calendarKey }: { id: string } & TeamInput): Promise<Team[]> {
  const [before] = await tx.query<Team>(`SELECT ${columns} FROM team WHERE id = $1 FOR UPDATE`, [id]);
  if (!before) throw new AppError('not-found', { detail: 'There is no such team.' });
  return tx.query<Team>(
    `UPDATE team SET name = $2, "leadId" = $3, "calendarKey" = $4
     WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM team t WHERE t.name = $2 AND t.id <> $1) RETURNING ${columns}`,
    [
      id,
      name ?? before.name,
      leadId === undefined ? before.leadId : leadId,
      calendarKey === undefined ? before.calendarKey : calendarKey,
    ],
  );
}

/** Removes a team; its members have none afterwards. Records keep its id, which reaches nobody any more. */
export async function deleteTeam(tx: Tx, { actor, id }: { actor: Person; id: string }): Promise<void> {
  const [team] = await tx.query<Team>(`DELETE FROM team WHERE id = $1 RETURNING ${columns}`, [id]);
  if (!team) throw new AppError('not-found', { detail: 'There is no such team.' });
  await tx.query('UPDATE "user" SET "teamId" = NULL WHERE "teamId" = $1', [id]);
  if (team.calendarKey !== null) await noteCalendarChange(tx, { kind: 'team', about: id }, actor);
  await auditAction(tx, { actor, action: 'team.deleted', resource: { type: 'team', id } });
}
