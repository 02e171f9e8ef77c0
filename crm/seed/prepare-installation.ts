import type { Database } from '../database.ts';
import { type Bootstrap, type Bootstrapped, bootstrapPeople } from '../people/bootstrap.ts';
import { storePresets } from '../settings/stored-zone.ts';
import { ensureBuiltIns } from './built-ins.ts';
import { createDemoPolicy } from './demo-policy.ts';
import { createDemoRates } from './demo-rates.ts';
import { createDemoRecords } from './demo-records.ts';

/**
 * What an installation has from its first start on: an administrator, built-in topics and templates, and where asked for demo
 * records, once. Any number of processes may do it at the same time, at every start.
 */
export async function prepareInstallation(
  db: Database,
  { seed, now, zone = 'UTC', ...people }: Bootstrap & { seed: 'demo' | 'none'; now: Date; zone?: string },
): Promise<Bootstrapped> {
  const made = await bootstrapPeople(db, people);
  await db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', ['seed']);
    await storePresets(tx, { zone });
    await ensureBuiltIns(tx);
    const first = await tx.query(
      `INSERT INTO setting (key, value) VALUES ('seeded', $1::jsonb) ON CONFLICT (key) DO NOTHING RETURNING key`,
      [JSON.stringify(seed)],
    );
    if (first.length === 0 || seed === 'none') return;
    const [owner] = await tx.query<{ id: string }>(`SELECT id FROM "user" ORDER BY "createdAt", id LIMIT 1`);
    await createDemoPolicy(tx);
    await createDemoRates(tx, now);
    if (owner) await createDemoRecords(tx, { ownerId: owner.id, now });
  });
  return made;
}
