import { AppError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import type { Change } from '../records/change.ts';
import { writeRecords } from '../records/write.ts';
import type { DemoRecord, DemoValue, Scene } from './demo-scene.ts';
import { demoTable } from './demo-table.ts';

/** A small company's customers, so that a first look at Cadenza is not a look at empty lists. Nothing is sent to them. */
export async function createDemoRecords(tx: Tx, { ownerId, now }: { ownerId: string; now: Date }): Promise<void> {
  const results = await writeRecords(
    tx,
    { actor: systemActor, cause: [], automations: false, now },
    demoChanges(ownerId, now),
  );
  const refused = results.find((result) => result.kind === 'issues');
  if (refused?.kind === 'issues')
    throw new AppError('internal', { detail: 'The demo records are not valid.', issues: refused.issues });
}

function demoChanges(ownerId: string, now: Date): Change[] {
  const ids = new Map(demoTable.map(({ name }) => [name, newId()]));
  const idOf = (name: string) => {
    const id = ids.get(name);
    if (id === undefined) throw new AppError('internal', { detail: `There is no demo record ${name}.` });
    return id;
  };
  const scene = { ownerId, now, idOf };
  return demoTable.map(({ type, name, fields }) => ({
    kind: 'create',
    type,
    id: idOf(name),
    fields: { ownerId, ...told(fields, scene) },
  }));
}

function told(fields: DemoRecord['fields'], scene: Scene): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, toldValue(value, scene)]));
}

function toldValue(value: DemoValue, scene: Scene): Json {
  if (typeof value === 'function') return value(scene);
  if (value === null || typeof value !== 'object') return value;
  return isList(value) ? value.map((item) => toldValue(item, scene)) : told(value, scene);
}

/** Unlike `Array.isArray`, this also tells lists that are read-only from objects. */
function isList(value: object): value is readonly DemoValue[] {
  return Array.isArray(value);
}
