import { type Assignment, type Candidate, chooseAssignee, type Wanted } from '../../domain/assignment/choose.ts';
import type { Tx } from '../database.ts';
import { type CandidatesQuestion, readCandidates } from './candidates.ts';

/** One record to be given to somebody of a pool; `evenFull`: to somebody at capacity where all are. */
export type Choice = {
  readonly wanted: Wanted;
  readonly among: readonly string[];
  readonly evenAbsent: boolean;
  readonly evenFull?: boolean;
};

type Pooled = Omit<CandidatesQuestion, 'userIds'> & { readonly choices: readonly Choice[] };

type PoolRow = { readonly turns: Readonly<Record<string, number>>; readonly last: number };

/**
 * Chooses for several records, one after the other, under the lock of the pool: whoever else chooses in it waits until this transaction
 * ends, so that turns are fair also when many records come at once. Whoever is new in it stands behind all others, so that nobody who
 * joins or leaves makes the turns begin anew.
 */
export async function chooseInPool(tx: Tx, key: string, { choices, ...question }: Pooled): Promise<Assignment[]> {
  await tx.query('INSERT INTO assignment_pool (key) VALUES ($1) ON CONFLICT DO NOTHING', [key]);
  const [pool] = await tx.query<PoolRow>('SELECT turns, last FROM assignment_pool WHERE key = $1 FOR UPDATE', [key]);
  const turns = new Map(Object.entries(pool?.turns ?? {}));
  let last = pool?.last ?? 0;
  const userIds = [...new Set(choices.flatMap(({ among }) => among))];
  const people = new Map((await readCandidates(tx, { ...question, userIds })).map((person) => [person.userId, person]));
  for (const userId of people.keys()) if (!turns.has(userId)) turns.set(userId, last);
  const given = new Map<string, number>();
  const chosen = choices.map((choice) => {
    const candidates = choice.among.flatMap((id): Candidate[] => {
      const person = people.get(id);
      if (!person) return [];
      const open = person.open + (given.get(id) ?? 0);
      return [{ ...person, absent: person.absent && !choice.evenAbsent, open, turn: turns.get(id) ?? last }];
    });
    const assignment = assign(candidates, choice);
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

function assign(candidates: readonly Candidate[], { wanted, evenFull = false }: Choice): Assignment {
  const assignment = chooseAssignee(candidates, wanted);
  if (assignment.userId !== null || !evenFull) return assignment;
  return chooseAssignee(
    candidates.map((candidate) => ({ ...candidate, capacity: null })),
    wanted,
  );
}
