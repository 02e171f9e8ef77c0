import { type Definition, definitionSchema } from '../../domain/definition/schema.ts';
import type { DefinitionScope, TemplateTexts } from '../../domain/definition/scope.ts';
import type { Json } from '../../domain/json.ts';
import { readCalendars } from '../calendars/read-calendars.ts';
import type { Queryable } from '../database.ts';
import { fieldCatalogue } from '../records/fields.ts';
import { readPipelines } from '../settings/pipelines.ts';
import { whoIsThere } from './who-is-there.ts';

type Keys = { topics: string[]; queues: string[]; workflows: string[]; connections: string[] };

/** What a definition is checked against: fields, templates, topics, workflows, connections and pipelines as they are now. */
export async function definitionScope(db: Queryable, own: string): Promise<DefinitionScope> {
  const [keys] = await db.query<Keys>(
    `SELECT ARRAY(SELECT key FROM topic) AS topics, ARRAY(SELECT key FROM queue) AS queues,
       ARRAY(SELECT key FROM connection) AS connections, ARRAY(SELECT key FROM workflow WHERE "deletedAt" IS NULL) AS workflows`,
  );
  const templates = await db.query<TemplateTexts & { key: string }>(
    'SELECT key, channel, subject, preheader, html, text FROM template',
  );
  const catalogue = await fieldCatalogue(db, { fresh: true });
  const calendars = await readCalendars(db, 'UTC');
  return {
    fieldsOf: (type) => catalogue.fieldsOf(type),
    templates: new Set(templates.map(({ key }) => key)),
    templateTexts: new Map(templates.map(({ key, ...texts }) => [key, texts])),
    topics: new Set(keys?.topics),
    queues: new Set(keys?.queues),
    workflows: new Set([...(keys?.workflows ?? []), own]),
    connections: new Set(keys?.connections),
    segments: new Set(),
    calendars: new Set(Object.keys(calendars)),
    calendarHours: new Map(Object.entries(calendars)),
    active: await activeDefinitions(db, own),
    pipelines: await readPipelines(db),
    meant: await whoIsThere(db),
  };
}

type Parsed = Map<string, Definition | null>;

/** Parsed versions by database and version id: they never change, and what is derived from them hangs on the objects. */
const parsed = new WeakMap<object, Parsed>();

/** The published definitions of the other workflows that are active or paused. */
async function activeDefinitions(db: Queryable, own: string): Promise<readonly Definition[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT v.id FROM workflow w JOIN workflow_version v ON v."workflowId" = w.id AND v.version = w."publishedVersion"
     WHERE w.state IN ('active', 'paused') AND w."deletedAt" IS NULL AND w.key <> $1 ORDER BY w.key`,
    [own],
  );
  const before: Parsed = parsed.get(db.home) ?? new Map();
  const missing = rows.filter(({ id }) => !before.has(id));
  const read = missing.length === 0 ? [] : await readDefinitions(db, missing);
  const now: Parsed = new Map(rows.map(({ id }) => [id, before.get(id) ?? null]));
  for (const { id, definition } of read) now.set(id, definitionSchema.safeParse(definition).data ?? null);
  parsed.set(db.home, now);
  return [...now.values()].filter((definition) => definition !== null);
}

function readDefinitions(db: Queryable, rows: readonly { id: string }[]): Promise<{ id: string; definition: Json }[]> {
  return db.query('SELECT id, definition FROM workflow_version WHERE id = ANY($1::uuid[])', [rows.map(({ id }) => id)]);
}
