import type { Tx } from '../database.ts';

/** Any number that nothing else locks: one process at a time brings the sandbox up to date. */
const syncLock = 7_223_392;

/** Configuration that runs look at. Secrets stay where they are: nothing leaves from the sandbox. */
const tables: readonly { readonly table: string; readonly columns: string; readonly where?: string }[] = [
  { table: 'template', columns: 'key, name, channel, subject, preheader, html, text, "builtIn", version' },
  { table: 'topic', columns: 'key, name, description, mode, "builtIn"' },
  { table: 'custom_field', columns: 'id, "recordType", key, field, "archivedAt", "createdAt"' },
  { table: 'currency_rate', columns: 'currency, date, rate' },
  { table: 'team', columns: 'id, name, "leadId", "calendarKey"' },
  { table: 'role', columns: 'key, name, "builtIn", permissions' },
  {
    table: 'user',
    columns:
      'id, email, name, "roleKeys", "managerId", "teamId", zone, "calendarKey", language, skills, territories, capacity, active',
  },
  { table: 'queue', columns: 'key, name, members, alert' },
  { table: 'absence', columns: 'id, "userId", "substituteId", "from", until' },
  { table: 'connection', columns: 'key, name, "baseUrl"' },
  {
    table: 'setting',
    columns: 'key, value',
    where: `key NOT LIKE 'secret:%' AND key NOT LIKE '%.secret' AND key <> 'paused'`,
  },
];

/** Keeps others from beginning test runs, or removing them, until the transaction ends. */
export async function lockSandbox(tx: Tx): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [syncLock]);
}

/** Copies the configuration as it is now into the sandbox, in a transaction of that. */
export async function syncSandbox(tx: Tx): Promise<void> {
  await lockSandbox(tx);
  for (const { table, columns, where } of tables) {
    await tx.query(`DELETE FROM sandbox."${table}"`);
    await tx.query(
      `INSERT INTO sandbox."${table}" (${columns}) SELECT ${columns} FROM public."${table}" WHERE ${where ?? 'true'}`,
    );
  }
  // Numbers that test runs have taken stay taken: only how they look, and where the real ones are, is copied.
  await tx.query(
    `INSERT INTO sandbox.number_series AS s (key, pattern, yearly, period, next)
     SELECT key, pattern, yearly, period, next FROM public.number_series
     ON CONFLICT (key) DO UPDATE SET pattern = excluded.pattern, yearly = excluded.yearly,
       period = greatest(s.period, excluded.period), next = greatest(s.next, excluded.next)`,
  );
}

/** Copies what persons have said about messages, by their addresses. */
export async function syncConsents(tx: Tx, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  for (const table of ['consent', 'suppression']) {
    await tx.query(`DELETE FROM sandbox.${table} WHERE address = ANY($1::text[])`, [addresses]);
    await tx.query(`INSERT INTO sandbox.${table} SELECT * FROM public.${table} WHERE address = ANY($1::text[])`, [
      addresses,
    ]);
  }
}
