import { createHash } from 'node:crypto';
import { AppError } from '../../domain/errors.ts';
import { canonicalJson, type Json, type JsonObject } from '../../domain/json.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { happensAt } from '../../domain/run/simulation/script.ts';
import type { SimulatedEvent } from '../../domain/run/simulation/simulation.ts';
import { parseAddress } from '../../domain/sending/address.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import { type Actor, systemActor } from '../actor.ts';
import type { Database, Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { getRecord } from '../records/find-records.ts';
import { readRecords } from '../records/read.ts';
import { writeRecords } from '../records/write.ts';
import { runnableDefinition, type SimulatedSubject } from '../workflows/simulate-record.ts';
import { lookAround } from '../workflows/surroundings.ts';
import type { LiveVersion, VersionCache } from '../workflows/versions.ts';
import { readWorkflow, type WorkflowRow } from '../workflows/workflow-row.ts';
import { type Copied, copyHistory } from './copy-history.ts';
import { copyRecords } from './copy-records.ts';
import { insertRuns } from './insert-runs.ts';
import { syncConsents, syncSandbox } from './sync-sandbox.ts';

export type TestRunRequest = {
  readonly key: string;
  /** A published version; the draft when absent. */
  readonly version?: number | undefined;
  readonly subject: SimulatedSubject;
  /** What happens while it is under way, as in a simulation. */
  readonly events: readonly SimulatedEvent[];
  readonly input?: JsonObject | undefined;
  /** When the run begins, on its virtual clock. */
  readonly now: Date;
};

export type TestRunDeps = {
  readonly db: Database;
  readonly sandbox: Database;
  readonly versions: VersionCache;
  readonly actor: Actor;
};

/**
 * Begins a run on the real engine in the sandbox: on copies of the record and what is around it, under fresh ids, with the
 * configuration as it is now. The rows are all it takes; the worker starts its carrier, on a clock that never waits. Call
 * `notifyCarriers` afterwards.
 * @throws AppError record-not-found, invalid, invalid-definition
 */
export async function startTestRun(
  { db, sandbox, versions, actor }: TestRunDeps,
  request: TestRunRequest,
): Promise<{ id: string }> {
  const workflow = await readWorkflow(db, request.key);
  const definition = await runnableDefinition(db, request.key, request.version);
  const type = definition.subject as RecordTypeKey;
  const record =
    'record' in request.subject
      ? request.subject.record
      : await getRecord(db, { actor, type, id: request.subject.recordId });
  const around = await lookAround(db, type, record);
  const behind = [around.person, around.account].filter((key) => key !== null);
  const neighbours = [...[...around.related.values()].flat(), ...behind].filter(({ id }) => id !== '');
  return sandbox.transaction(async (tx) => {
    await syncSandbox(tx);
    const version = await copyVersion(tx, { workflow, definition, versions, number: request.version ?? 0 });
    const { subject, originals } = await copySubject(tx, {
      type,
      subject: request.subject,
      neighbours,
      person: around.person,
      now: request.now,
    });
    await copyHistory(tx, { db, records: originals, now: request.now });
    const id = newId();
    const script = scriptOf(request, originals);
    const origin = {
      by: 'test' as const,
      initiator: 'userId' in actor ? actor.userId : null,
      ...(request.input === undefined ? {} : { input: request.input }),
    };
    const enrolled = { version, triggerId: 'test', subject, cause: id, origin, chain: [], paused: false };
    await insertRuns(tx, [{ runId: id, enrollmentId: null, key: null, request: enrolled }], {
      now: request.now,
      queue: 'interactive',
      script,
    });
    return { id };
  });
}

/** What its legs need to know of a test run: the events to come in their order, and which records its copies are of. */
function scriptOf({ subject, events, now }: TestRunRequest, originals: readonly Copied[]): JsonObject {
  const startedAt = now.toISOString();
  const coming = events.map(({ after, ...event }) => ({ ...event, at: happensAt({ at: event.at, after }, startedAt) }));
  return {
    // A parsed request: JSON all through.
    events: coming.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) as unknown as Json,
    legs: 0,
    startedAt,
    originals: Object.fromEntries(originals.map(({ original, copy }) => [copy.id, original])),
    ...('recordId' in subject ? { originalRecordId: subject.recordId } : {}),
  };
}

type Copying = {
  readonly type: RecordTypeKey;
  readonly subject: SimulatedSubject;
  readonly neighbours: readonly RecordKey[];
  readonly person: RecordKey | null;
  readonly now: Date;
};

/**
 * The subject in the sandbox with what is around it: copied, or made of the given fields. `originals`: of which records the
 * subject and its person are copies.
 */
async function copySubject(
  tx: Tx,
  { type, subject, neighbours, person, now }: Copying,
): Promise<{ subject: RecordKey; originals: readonly Copied[] }> {
  const own = 'recordId' in subject ? [{ type, id: subject.recordId }] : [];
  const copies = await copyRecords(tx, [...own, ...neighbours]);
  const originals = [...own, ...(person && person.id !== own[0]?.id ? [person] : [])].flatMap((key): Copied[] => {
    const id = copies.get(key.id);
    return id === undefined ? [] : [{ original: key.id, copy: { type: key.type, id } }];
  });
  const persons = [...own, ...neighbours].filter((key) => recordTypes[key.type].person === 'self');
  if ('record' in subject) {
    await syncConsents(tx, addressesOf(subject.record));
    await syncPersons(tx, persons, copies);
    const made = await createSubject(tx, { type, fields: withCopies(type, subject.record, copies), now });
    return { subject: made, originals };
  }
  await syncPersons(tx, persons, copies);
  return { subject: { type, id: copies.get(subject.recordId) ?? subject.recordId }, originals };
}

async function syncPersons(tx: Tx, persons: readonly RecordKey[], copies: ReadonlyMap<string, string>): Promise<void> {
  for (const { type, id } of persons) {
    const copy = copies.get(id) ?? id;
    await syncConsents(tx, addressesOf((await readRecords(tx, type, [copy])).get(copy) ?? {}));
  }
}

async function createSubject(
  tx: Tx,
  { type, fields, now }: { type: RecordTypeKey; fields: JsonObject; now: Date },
): Promise<RecordKey> {
  const [made] = await writeRecords(tx, { actor: systemActor, cause: [], automations: false, now }, [
    { kind: 'create', type, fields },
  ]);
  if (made?.kind === 'ok') return { type, id: made.record.id };
  const issues = (made?.issues ?? []).map((issue) => ({ ...issue, path: `/record${issue.path}` }));
  throw new AppError(made?.code ?? 'invalid', { detail: `The ${type} is not valid.`, issues });
}

/** The fields of a record that there might be, pointing to the copies; the envelope is made anew. */
function withCopies(type: RecordTypeKey, record: JsonObject, copies: ReadonlyMap<string, string>): JsonObject {
  const { id: _id, type: _type, version: _version, createdAt: _created, updatedAt: _updated, ...fields } = record;
  const references = recordTypes[type].fields.filter(({ kind }) => kind === 'reference').map(({ key }) => key);
  const replaced = references.flatMap((key) => {
    const copy = copies.get(String(fields[key]));
    return copy === undefined ? [] : [[key, copy] as const];
  });
  return { ...fields, ...Object.fromEntries(replaced) };
}

function addressesOf({ email, phone }: JsonObject): string[] {
  const given = [
    typeof email === 'string' ? parseAddress('email', email) : undefined,
    typeof phone === 'string' ? parseAddress('sms', phone) : undefined,
  ];
  return given.filter((address) => address !== undefined);
}

type Versioning = {
  readonly workflow: WorkflowRow;
  readonly definition: JsonObject;
  readonly versions: VersionCache;
  readonly number: number;
};

/**
 * The definition as a version in the sandbox, once for each content; numbers there count down from -1, and runs tell the
 * number they were asked for. The workflow stands there as a draft, so that no test run starts another.
 */
async function copyVersion(tx: Tx, { workflow, definition, versions, number }: Versioning): Promise<LiveVersion> {
  const { id: workflowId, key, name } = workflow;
  await tx.query(`UPDATE workflow SET key = key || '~' || id WHERE key = $2 AND id <> $1`, [workflowId, key]);
  await tx.query(
    `INSERT INTO workflow (id, key, name, subject, state, draft) VALUES ($1, $2, $3, $4, 'draft', '{}')
     ON CONFLICT (id) DO UPDATE SET key = excluded.key, name = excluded.name`,
    [workflowId, key, name, workflow.subject],
  );
  const hash = createHash('sha256').update(canonicalJson(definition)).digest('hex');
  const [known] = await tx.query<{ id: string }>(
    'SELECT id FROM workflow_version WHERE "workflowId" = $1 AND hash = $2',
    [workflowId, hash],
  );
  const versionId = known?.id ?? newId();
  if (!known) {
    await tx.query(
      `INSERT INTO workflow_version (id, "workflowId", version, definition, hash)
       SELECT $1, $2, LEAST(COALESCE(min(version), 0), 0) - 1, $3::jsonb, $4 FROM workflow_version WHERE "workflowId" = $2`,
      [versionId, workflowId, JSON.stringify(definition), hash],
    );
  }
  return { ...versions.put({ versionId, version: number, workflowId, key, definition }), version: number };
}
