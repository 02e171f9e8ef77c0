import type { Queryable } from '../../crm/database.ts';
import { newId } from '../../crm/ids.ts';
import type { JsonObject } from '../../domain/json.ts';

/** A definition's parts that matter in a test; the rest is preset. */
export type TestDefinition = { readonly key: string; readonly steps: JsonObject; readonly start: string } & JsonObject;

/** Publishes a definition as the next version of its workflow. @returns the version's number */
export async function publishDefinition(db: Queryable, definition: TestDefinition): Promise<number> {
  const document = {
    format: 1,
    name: definition.key,
    subject: 'lead',
    triggers: [{ id: 'hand', type: 'manual' }],
    layout: {},
    notes: [],
    ...definition,
  };
  const [known] = await db.query<{ id: string; publishedVersion: number | null }>(
    'SELECT id, "publishedVersion" FROM workflow WHERE key = $1',
    [definition.key],
  );
  const id = known?.id ?? newId();
  const version = (known?.publishedVersion ?? 0) + 1;
  await db.query(
    `INSERT INTO workflow (id, key, name, subject, state, draft, "activeSince") VALUES ($1, $2, $2, 'lead', 'active', $3::jsonb, 'epoch') ON CONFLICT DO NOTHING`,
    [id, definition.key, JSON.stringify(document)],
  );
  await db.query(
    'INSERT INTO workflow_version (id, "workflowId", version, definition, hash) VALUES ($1, $2, $3, $4::jsonb, $5)',
    [newId(), id, version, JSON.stringify(document), newId()],
  );
  await db.query(
    `UPDATE workflow SET "publishedVersion" = $2, "changeSeq" = nextval('workflow_change_seq') WHERE id = $1`,
    [id, version],
  );
  return version;
}
