import { type StandInChain, standInChain } from '../../domain/absences/stand-in.ts';
import type { Person } from '../actor.ts';
import { readPeopleAt } from '../approvals/people.ts';
import type { Queryable } from '../database.ts';
import { demandReach } from './absences.ts';

/** What an absence would do, before it is stored. */
export type AbsencePreview = {
  /** What of theirs is open now, and moves when it begins. */
  readonly approvals: number;
  readonly tasks: number;
  /** Who would act for them when it begins; null when nobody would. */
  readonly standIn: { readonly id: string; readonly name: string } | null;
  /** The substitutes one after the other, by name. */
  readonly chain: readonly { readonly id: string; readonly name: string }[];
  /** What is odd about it: the substitute is away too, substitutes go round, are too many, or nobody is there. */
  readonly warning: 'substitute-away' | 'circle' | 'chain-too-long' | 'nobody' | null;
};

export type SupposedAbsence = {
  readonly userId?: string | undefined;
  readonly substituteId: string | null;
  readonly from: string;
};

/** What would become of somebody's open work. @throws AppError `forbidden` as for storing it */
export async function previewAbsence(
  db: Queryable,
  actor: Person,
  { userId = actor.userId, substituteId, from }: SupposedAbsence,
): Promise<AbsencePreview> {
  await demandReach(db, actor, userId);
  const { people, scope } = await readPeopleAt(db, new Date(from), { userId, substituteId });
  const chain = standInChain(userId, scope);
  const standIn = people.standIn(userId);
  const names = await namesOfUsers(db, [...chain.people, ...(standIn === null ? [] : [standIn])]);
  const named = (id: string) => ({ id, name: names.get(id) ?? '' });
  return {
    ...(await openWork(db, userId)),
    standIn: standIn === null ? null : named(standIn),
    chain: chain.people.map(named),
    warning: warningOf(chain, standIn),
  };
}

function warningOf({ people, end }: StandInChain, standIn: string | null): AbsencePreview['warning'] {
  if (standIn === null) return 'nobody';
  if (end === 'circle') return 'circle';
  if (end === 'too-long') return 'chain-too-long';
  return people.length > 1 ? 'substitute-away' : null;
}

async function openWork(db: Queryable, userId: string): Promise<Pick<AbsencePreview, 'approvals' | 'tasks'>> {
  const [row] = await db.query<{ approvals: number; tasks: number }>(
    `SELECT (SELECT count(*)::int FROM approval_slot s JOIN approval a ON a.id = s."approvalId" AND a.state = 'open'
         WHERE s.candidates && ARRAY[$1]::uuid[] AND s."approverId" = $1 AND s.state IN ('open', 'waiting')) AS approvals,
       (SELECT count(*)::int FROM task WHERE "assigneeId" = $1 AND status = 'open') AS tasks`,
    [userId],
  );
  return row ?? { approvals: 0, tasks: 0 };
}

async function namesOfUsers(db: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ id: string; name: string }>('SELECT id, name FROM "user" WHERE id = ANY($1::uuid[])', [
    ids,
  ]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
