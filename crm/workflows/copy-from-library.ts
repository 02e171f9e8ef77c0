import { AppError } from '../../domain/errors.ts';
import type { Tx } from '../database.ts';
import { libraryDraft, libraryItem } from './library.ts';
import { type Acting, createWorkflow, parseDraft, type SavedDraft } from './save-draft.ts';

/**
 * Makes a draft of a ready-made workflow: under the wanted key, else under its own with a number where that is taken.
 * @throws AppError not-found, duplicate when the wanted key is taken
 */
export async function copyFromLibrary(
  tx: Tx,
  key: string,
  { wanted, acting }: { wanted: string | undefined; acting: Acting },
): Promise<SavedDraft> {
  const item = libraryItem(key);
  if (!item) throw new AppError('not-found', { detail: `The library has no workflow "${key}".` });
  const draft = libraryDraft(item, wanted ?? (await freeKey(tx, key)));
  return createWorkflow(tx, parseDraft(JSON.stringify(draft)), acting);
}

async function freeKey(tx: Tx, key: string): Promise<string> {
  const rows = await tx.query<{ key: string }>('SELECT key FROM workflow WHERE key = $1 OR key LIKE $2', [
    key,
    `${key}-%`,
  ]);
  const taken = new Set(rows.map((row) => row.key));
  if (!taken.has(key)) return key;
  for (let number = 2; ; number += 1) if (!taken.has(`${key}-${number}`)) return `${key}-${number}`;
}
