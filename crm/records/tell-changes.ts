import { recordTypes } from '../../domain/records/record-types.ts';
import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import { announce } from '../stream/announce.ts';
import type { Made } from './apply-changes.ts';
import type { WriteContext } from './change.ts';
import type { Attributions } from './store.ts';

/**
 * What changes of records mean beside themselves: to whoever looks at tasks, and by what their types say as events of these records. Each
 * change tells it once.
 */
export async function tellChanges(
  tx: Tx,
  made: readonly Made[],
  { context, attributions }: { context: WriteContext; attributions: Attributions },
): Promise<void> {
  await announce(tx, 'task', tasksOf(made));
  if (!context.automations) return;
  for (const { index, before, after } of made) {
    if (before === null || after === null) continue;
    const told = recordTypes[after.type].tells?.(after, { before }) ?? [];
    if (told.length === 0) continue;
    const { cause } = attributions.get(index) ?? context;
    await acceptEvents(
      tx,
      { actor: systemActor, cause, now: context.now },
      told.map(({ type, properties }) => ({
        id: `${type}:${after.id}:${after.version}`,
        type,
        recordType: after.type,
        recordId: after.id,
        properties,
      })),
    );
  }
}

/** The tasks among them, each once. */
function tasksOf(made: readonly Made[]): { readonly id: string }[] {
  const records = made.flatMap(({ before, after }) => after ?? before ?? []);
  return [...new Set(records.filter(({ type }) => type === 'task').map(({ id }) => id))].map((id) => ({ id }));
}
