import type { Queryable } from '../database.ts';
import { readSetting, writeSetting } from './stored-setting.ts';

const presets = 'presets';

/** The company's IANA zone as the database knows it, for what writes without the environment at hand. */
export async function storedZone(db: Queryable): Promise<string> {
  const chosen = (await readSetting<{ zone?: string }>(db, 'company'))?.zone;
  return chosen ?? (await readSetting<{ zone?: string }>(db, presets))?.zone ?? 'UTC';
}

/** Keeps what the environment presets, where it is not kept yet. */
export async function storePresets(db: Queryable, { zone }: { readonly zone: string }): Promise<void> {
  if ((await readSetting<{ zone?: string }>(db, presets))?.zone !== zone) await writeSetting(db, presets, { zone });
}
