import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';

/** Most runs that one carrier holds. */
const carrierCapacity = 500;

const prefixes = { live: 'carrier-', test: 'test-carrier-' } as const;

/** The id of a carrier in Temporal. */
export const carrierWorkflowId = (carrierId: string, realm: 'live' | 'test' = 'live') => prefixes[realm] + carrierId;

/** The carrier of an id in Temporal. */
export const carrierIdOf = (workflowId: string) => workflowId.slice(prefixes.live.length);

/**
 * Makes carriers for new runs: those of one version share carriers of up to 500; a run that starts alone has its own.
 * The relay starts them from the rows.
 * @returns a carrier for each version id given, in order
 */
export async function assignCarriers(
  tx: Tx,
  versionIds: readonly string[],
  queue: 'interactive' | 'bulk',
): Promise<string[]> {
  const open = new Map<string, { id: string; size: number }>();
  const made: { id: string; versionId: string }[] = [];
  const seats = versionIds.map((versionId) => {
    const current = open.get(versionId);
    if (current && current.size < carrierCapacity) {
      current.size += 1;
      return current.id;
    }
    const id = newId();
    open.set(versionId, { id, size: 1 });
    made.push({ id, versionId });
    return id;
  });
  if (made.length > 0) {
    await tx.query(
      `
      INSERT INTO carrier (id, "versionId", queue, "dueAt", "pokedAt")
      SELECT c.id, c."versionId", $2, now(), now() FROM jsonb_to_recordset($1::jsonb) AS c(id uuid, "versionId" uuid)`,
      [JSON.stringify(made), queue],
    );
  }
  return seats;
}

/**
 * Asks for a look at carriers: at most one poke is outstanding for each. The relay sends it after the commit. A carrier with a
 * poke outstanding is locked as well: one that takes it up meanwhile would look before this transaction shows what it changed.
 */
export async function pokeCarriers(tx: Tx, carrierIds: Iterable<string>): Promise<void> {
  const ids = [...new Set(carrierIds)];
  if (ids.length === 0) return;
  await tx.query(
    `
    UPDATE carrier SET "pokedAt" = COALESCE("pokedAt", now()) WHERE id IN (
      SELECT id FROM carrier WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE)`,
    [ids],
  );
}
