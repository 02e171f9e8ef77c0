import type { Queryable } from '../../crm/database.ts';
import { newId } from '../../crm/ids.ts';
import type { MessageRow } from '../../crm/sending/message-row.ts';
import { type PlanningDeps, planMessages } from '../../crm/sending/plan.ts';
import { readMessages } from '../../crm/sending/read-messages.ts';
import type { Plan, SendRequest } from '../../crm/sending/send-request.ts';
import { createRenderer } from '../../crm/templates/renderer.ts';
import { createTokens } from '../../crm/tracking/tokens.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { MessageRequest } from '../../domain/steps/effect.ts';
import { ownDatabase } from './own-database.ts';

export const noon = new Date('2026-03-02T12:00:00.000Z');

/** What planning needs, with a real renderer; call `close`. */
export function planningWorld(): { deps: PlanningDeps; close: () => Promise<void> } {
  const renderer = createRenderer();
  const settings = {
    publicUrl: 'https://crm.example.test',
    mailFrom: 'Sales <sales@example.test>',
    smsFrom: '+12025550100',
    trackOpens: true,
    trackClicks: true,
  };
  return { deps: { renderer, tokens: createTokens('secret of the tests'), settings }, close: renderer.close };
}

/**
 * A database of the test file's own with topics and these templates (key → HTML), and short ways to plan messages in it;
 * made before the tests of the file, closed after them.
 */
export function sendingWorld(templates: Readonly<Record<string, string>> = {}) {
  const { deps, close } = planningWorld();
  const own = ownDatabase();
  beforeAll(async () => {
    await insertTopics(own.database);
    for (const [key, html] of Object.entries(templates)) await insertTemplate(own.database, key, html);
  });
  afterAll(close);
  return {
    deps,
    get db() {
      return own.database;
    },
    lead: (fields?: Parameters<typeof insertLead>[1]) => insertLead(own.database, fields),
    run: (given?: Parameters<typeof insertRun>[1]) => insertRun(own.database, given),
    plan: (requests: readonly SendRequest[], now = noon): Promise<Plan[]> =>
      own.database.transaction((tx) => planMessages(tx, deps, requests, now)),
    /** The ledger's row of a message. */
    async row(id: string): Promise<MessageRow> {
      const [row] = await readMessages(own.database, [id]);
      if (!row) throw new Error('the row is missing');
      return row;
    },
  };
}

/** The topics that every installation has, and one that needs a consent. */
export async function insertTopics(db: Queryable): Promise<void> {
  await db.query(`INSERT INTO topic (key, name, mode, "builtIn") VALUES ('newsletter', 'Newsletter', 'opt-out', true), ('offers', 'Offers', 'opt-out', true),
    ('service', 'Service', 'transactional', true), ('research', 'Research', 'opt-in', false) ON CONFLICT (key) DO NOTHING`);
}

export async function insertTemplate(
  db: Queryable,
  key: string,
  html: string,
  subject = 'Hello {{record.firstName}}',
): Promise<void> {
  await db.query(`INSERT INTO template (key, name, subject, html) VALUES ($1, $1, $2, $3)`, [key, subject, html]);
}

/** A person as `planMessages` gets it: with the record in the table, so that evidence finds it. */
export async function insertLead(
  db: Queryable,
  fields: { email?: string; phone?: string; firstName?: string; language?: string } = {},
) {
  const id = newId();
  const { email = null, phone = null, firstName = 'Ann', language = null } = fields;
  await db.query('INSERT INTO lead (id, email, phone, "firstName", language) VALUES ($1, $2, $3, $4, $5)', [
    id,
    email,
    phone,
    firstName,
    language,
  ]);
  return { type: 'lead', id, email, phone, firstName, language } satisfies JsonObject;
}

/** A run of a workflow, ready for hand-offs. */
export async function insertRun(
  db: Queryable,
  { fence = 1, workflowId = newId(), state = 'waiting' } = {},
): Promise<{ id: string; fence: number }> {
  const id = newId();
  await db.query(
    `INSERT INTO run (id, "workflowId", "workflowKey", "versionId", version, "carrierId", "subjectType", "subjectId", state, fence, "dueAt", "startedAt")
     VALUES ($1, $2, 'nurture', $3, 1, $4, 'lead', $5, $6, $7, $8, $8)`,
    [id, workflowId, newId(), newId(), newId(), state, fence, noon],
  );
  return { id, fence };
}

/** A request of a run to send to a person. */
export function requestOf(
  run: { id: string; fence: number },
  {
    person,
    message,
    stepId = 'mail',
    context = {},
  }: { person: JsonObject | null; message: MessageRequest; stepId?: string; context?: JsonObject },
): SendRequest {
  const subject = { type: 'lead', id: typeof person?.id === 'string' ? person.id : newId() };
  return {
    key: { runId: run.id, stepId, visit: 1, ordinal: 0 },
    workflowKey: 'nurture',
    subject,
    person,
    message,
    context: { record: person, contact: person, owner: null, vars: {}, event: null, steps: {}, ...context },
    fence: run.fence,
  };
}
