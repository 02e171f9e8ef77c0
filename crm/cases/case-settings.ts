import { type CaseSettings, presetCaseSettings } from '../../domain/cases/case-settings.ts';
import type { Queryable } from '../database.ts';
import { readSetting, writeSetting } from '../settings/stored-setting.ts';

const key = 'cases';

/** Stored settings over the presets. */
export async function readCaseSettings(db: Queryable): Promise<CaseSettings> {
  return { ...presetCaseSettings, ...(await readSetting<Partial<CaseSettings>>(db, key)) };
}

/** Stores what is given and leaves the rest as it is; gives what holds now. */
export async function changeCaseSettings(db: Queryable, change: Partial<CaseSettings>): Promise<CaseSettings> {
  const settings = { ...(await readCaseSettings(db)), ...change };
  await writeSetting(db, key, settings);
  return settings;
}
