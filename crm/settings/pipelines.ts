import { type Pipeline, presetPipelines } from '../../domain/records/pipelines.ts';
import type { Queryable } from '../database.ts';
import { readSetting, writeSetting } from './stored-setting.ts';

const key = 'pipelines';

/** The pipelines of deals. */
export async function readPipelines(db: Queryable): Promise<readonly Pipeline[]> {
  return (await readSetting<readonly Pipeline[]>(db, key)) ?? presetPipelines;
}

/** Replaces all pipelines; deals keep the names of stages that went. */
export function replacePipelines(db: Queryable, pipelines: readonly Pipeline[]): Promise<void> {
  return writeSetting(db, key, pipelines);
}
