import { AppError } from '../../domain/errors.ts';
import type { Person } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Queryable, Tx } from '../database.ts';
import { newId } from '../ids.ts';

export type Team = { readonly id: string; readonly name: string; readonly leadId: string | null };

/** All teams by name. */
export function listTeams(db: Queryable): Promise<Team[]> {
  return db.query<Team>('SELECT id, name, "leadId" FROM team ORDER BY name');
}

/** Adds a team, or changes the one with the id. */
export async function saveTeam(
  tx: Tx,
  {
    actor,
    id,
    name,
    leadId,
  }: { actor: Person; id?: string; name?: string | undefined; leadId?: string | null | undefined },
): Promise<Team> {
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
          'INSERT INTO team (id, name, "leadId") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id, name, "leadId"',
          [newId(), name, leadId ?? null],
        )
      : await change(tx, { id, name, leadId });
  const [team] = rows;
  if (!team) throw new AppError('duplicate', { detail: 'There is a team of this name already.' });
  await auditAction(tx, {
    actor,
    action: 'team.saved',
    resource: { type: 'team', id: team.id },
    changes: { name: { new: team.name }, leadId: { new: team.leadId } },
  });
  return team;
}

async function change(
  tx: Tx,
  { id, name, leadId }: { id: string; name: string | undefined; leadId: string | null | undefined },
): Promise<Team[]> {
  const [before] = await tx.query<Team>('SELECT id, name, "leadId" FROM team WHERE id = $1 FOR UPDATE', [id]);
  if (!before) throw new AppError('not-found', { detail: 'There is no such team.' });
  return tx.query<Team>(
    `UPDATE team SET name = $2, "leadId" = $3 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM team t WHERE t.name = $2 AND t.id <> $1)
     RETURNING id, name, "leadId"`,
    [id, name ?? before.name, leadId === undefined ? before.leadId : leadId],
  );
}

/** Removes a team; its members have none afterwards. Records keep its id, which reaches nobody any more. */
export async function deleteTeam(tx: Tx, { actor, id }: { actor: Person; id: string }): Promise<void> {
  const rows = await tx.query('DELETE FROM team WHERE id = $1 RETURNING id', [id]);
  if (rows.length === 0) throw new AppError('not-found', { detail: 'There is no such team.' });
  await tx.query('UPDATE "user" SET "teamId" = NULL WHERE "teamId" = $1', [id]);
  await auditAction(tx, { actor, action: 'team.deleted', resource: { type: 'team', id } });
}
