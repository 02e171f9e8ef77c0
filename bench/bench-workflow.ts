import type { Database } from '../crm/database.ts';
import { newId } from '../crm/ids.ts';
import { createVersionCache, type LiveVersion } from '../crm/workflows/versions.ts';

/** How long the runs of the benchmark wait at each of their waits. */
export const pauseMs = 500;

/** What a history would show of the definition, or of a record: its key, steps, their types and texts, a field, an address. */
export const fromTheDefinition =
  /bench-(messages|plain)|(split|first|second|wait)-[12]|send-email|set-variables|Hello|firstName|touched|@example\.test/;

/** Publishes the workflow that runs are measured with, ten steps: a variable, then split, message (or a variable), wait, message, twice, and the end. */
export async function publishBenchWorkflow(db: Database, sends: boolean): Promise<LiveVersion> {
  const key = sends ? 'bench-messages' : 'bench-plain';
  const definition = benchDefinition(key, sends);
  const [workflowId, versionId] = [newId(), newId()];
  await db.query(
    `INSERT INTO workflow (id, key, name, subject, state, draft, "publishedVersion", "activeSince") VALUES ($1, $2, $2, 'lead', 'active', $3::jsonb, 1, now())`,
    [workflowId, key, JSON.stringify(definition)],
  );
  await db.query(
    `INSERT INTO workflow_version (id, "workflowId", version, definition, hash) VALUES ($1, $2, 1, $3::jsonb, 'bench')`,
    [versionId, workflowId, JSON.stringify(definition)],
  );
  return createVersionCache().put({ versionId, version: 1, workflowId, key, definition });
}

function benchDefinition(key: string, sends: boolean) {
  const act = sends ? mail : touch;
  return {
    format: 1,
    key,
    name: key,
    subject: 'lead',
    triggers: [{ id: 'hand', type: 'manual' }],
    start: 'begin',
    layout: {},
    notes: [],
    enrollment: { reentry: { mode: 'always' }, concurrency: 'parallel' },
    variables: [{ name: 'touched', type: 'boolean' }],
    steps: {
      begin: touch('split-1'),
      'split-1': split('first-1'),
      'first-1': act('wait-1'),
      'wait-1': wait('second-1'),
      'second-1': act('split-2'),
      'split-2': split('first-2'),
      'first-2': act('wait-2'),
      'wait-2': wait('second-2'),
      'second-2': act('end'),
      end: { type: 'end', config: {} },
    },
  };
}

const mail = (next: string) => ({
  type: 'send-email',
  config: { subject: 'Hello {{record.firstName}}', body: '<p>Hello {{record.firstName}}</p>' },
  next: { done: next },
});

const touch = (next: string) => ({
  type: 'set-variables',
  config: { set: { touched: true } },
  next: { done: next },
});

const split = (next: string) => ({
  type: 'split',
  config: {
    branches: [
      { id: 'a', percent: 50 },
      { id: 'b', percent: 50 },
    ],
  },
  next: { a: next, b: next },
});

const wait = (next: string) => ({ type: 'wait', config: { for: `PT${pauseMs / 1000}S` }, next: { done: next } });
