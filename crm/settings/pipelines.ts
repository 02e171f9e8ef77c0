import { type Pipeline, presetPipelines } from '../../domain/records/pipelines.ts';
import type { Queryable } from '../database.ts';

/** The pipelines of deals. */
export async function readPipelines(db: Queryable): Promise<readonly Pipeline[]> {
  const [row] = await db.query<{ value: readonly Pipeline[] }>(`SELECT value FROM setting WHERE key = 'pipelines'`);
  return row?.value ?? presetPipelines;
}

/** Replaces all pipelines; deals keep the names of stages that went. */
export async function replacePipelines(db: Queryable, pipelines: readonly Pipeline[]): Promise<void> {
  await db.query(
    `INSERT INTO setting (key, value) VALUES ('pipelines', $1::jsonb) ON CONFLICT (key) DO UPDATE SET value = excluded.value, "updatedAt" = now()`,
    [JSON.stringify(pipelines)],
  );
}
