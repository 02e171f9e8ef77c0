import { type Assignment, chooseAssignee, type Wanted } from '../../domain/assignment/choose.ts';
import type { Tx } from '../database.ts';
import { type CandidatesQuestion, readCandidates } from './candidates.ts';

/** One record to be given to somebody of a pool. */
export type Choice = { readonly wanted: Wanted; readonly evenAbsent: boolean };

type PoolRow = { readonly turns: Readonly<Record<string, number>>; readonly last: number };

/**
 * Chooses for several records, one after the other, under the lock of the pool: whoever else chooses in it waits until this transaction
 * ends, so that turns are fair also when many records come at once.
 */
export async function chooseInPool(
  tx: Tx,
  key: string,
  { choices, ...question }: CandidatesQuestion & { readonly choices: readonly Choice[] },
): Promise<Assignment[]> {
  await tx.query('INSERT INTO assignment_pool (key) VALUES ($1) ON CONFLICT DO NOTHING', [key]);
  const [pool] = await tx.query<PoolRow>('SELECT turns, last FROM assignment_pool WHERE key = $1 FOR UPDATE', [key]);
  const turns = new Map(Object.entries(pool?.turns ?? {}));
  let last = pool?.last ?? 0;
  const people = await readCandidates(tx, question);
  const given = new Map<string, number>();
  const chosen = choices.map(({ wanted, evenAbsent }) => {
    const candidates = people.map((person) => ({
      ...person,
      absent: person.absent && !evenAbsent,
      open: person.open + (given.get(person.userId) ?? 0),
      turn: turns.get(person.userId) ?? 0,
    }));
    const assignment = chooseAssignee(candidates, wanted);
    if (assignment.userId !== null) {
      last += 1;
      turns.set(assignment.userId, last);
      given.set(assignment.userId, (given.get(assignment.userId) ?? 0) + 1);
    }
    return assignment;
  });
  await tx.query('UPDATE assignment_pool SET turns = $2::jsonb, last = $3 WHERE key = $1', [
    key,
    JSON.stringify(Object.fromEntries(turns)),
    last,
  ]);
  return chosen;
}
