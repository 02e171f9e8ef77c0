import type { CompiledDefinition } from '../../domain/definition/compile.ts';
import { compileDefinition } from '../../domain/definition/compile.ts';
import { AppError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { Database } from '../database.ts';
import { countRecords } from '../records/count-records.ts';
import { runnableDefinition } from '../workflows/simulate-record.ts';
import { type EnrolledMany, enrollMany } from './enroll-many.ts';
import type { Starting } from './start-by-hand.ts';

/** How many records meet the draft's record triggers already. @throws AppError invalid when no trigger can say so */
export async function countExisting(db: Database, key: string, { actor, now }: Starting): Promise<number> {
  const { definition, where } = await existing(db, key);
  return countRecords(db, { type: definition.subject, where, actor, now });
}

/** Admits the records that meet the record triggers already, each once for a published version. */
export async function enrollExisting(
  db: Database,
  { key, version }: { key: string; version: number },
  starting: Starting,
): Promise<EnrolledMany> {
  const { definition, where } = await existing(db, key);
  const triggerId = definition.triggers.find(isAboutRecords)?.id;
  return enrollMany(db, { key, audience: { where }, cause: `version:${version}`, triggerId }, starting);
}

type Existing = { readonly definition: CompiledDefinition; readonly where: Json };

/** Triggers that a record may meet without changing: made or saved, with a condition that looks at no change. */
async function existing(db: Database, key: string): Promise<Existing> {
  const definition = compileDefinition(await runnableDefinition(db, key));
  const rules = definition.triggers.filter(isAboutRecords).map(({ when }) => when?.rule ?? true);
  if (rules.length > 0) return { definition, where: rules.length === 1 ? (rules[0] ?? true) : { or: rules } };
  const message =
    'No trigger says which records it means: it takes one on created or saved records, whose condition looks at no change.';
  throw new AppError('invalid', {
    issues: [{ severity: 'error', code: 'no-such-trigger', path: '/enrollExisting', message }],
  });
}

function isAboutRecords({ type, events, when }: CompiledDefinition['triggers'][number]): boolean {
  if (type !== 'record' || !events.includes('record.created')) return false;
  return (
    !when ||
    (when.compiled.changedFields.length === 0 &&
      when.compiled.reads.every(({ root }) => root !== 'previous' && root !== 'event'))
  );
}
