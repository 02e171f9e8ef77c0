import { readStandings, standingKey } from '../../crm/consent/standing.ts';
import type { Database } from '../../crm/database.ts';
import { newId } from '../../crm/ids.ts';
import type { Renderer } from '../../crm/templates/renderer.ts';

export type ByHandActivities = ReturnType<typeof createByHandActivities>;

type Lead = { readonly id: string; readonly email: string; readonly firstName: string };
type Visit = { readonly runId: string; readonly stepId: string };

/** One activity a step. */
export function createByHandActivities(db: Database, renderer: Renderer) {
  return {
    async split(runId: string, stepId: string): Promise<void> {
      await record(db, { runId, stepId }, 'split');
    },
    async note(runId: string, stepId: string): Promise<void> {
      await db.query(`UPDATE run SET vars = vars || jsonb_build_object('touched', true) WHERE id = $1`, [runId]);
      await record(db, { runId, stepId }, 'set-variables');
    },
    message: (runId: string, stepId: string) => sendMail(db, renderer, { runId, stepId }),
    async end(runId: string, stepId: string): Promise<void> {
      await record(db, { runId, stepId }, 'end');
      await db.query(`UPDATE run SET state = 'completed', "endedAt" = now() WHERE id = $1`, [runId]);
    },
  };
}

async function record(db: Database, { runId, stepId }: Visit, type: string): Promise<void> {
  await db.query(
    `
    INSERT INTO run_step ("runId", "stepId", visit, type, outlet, "configHash", "startedAt", "endedAt", detail)
    VALUES ($1, $2, 1, $3, 'done', '', now(), now(), '{}') ON CONFLICT DO NOTHING`,
    [runId, stepId, type],
  );
}

/**
 * A look at the consent, the texts, the ledger row, another look at the consent with the commit of the hand-off, the
 * hand-off to nobody, and its outcome.
 */
async function sendMail(db: Database, renderer: Renderer, { runId, stepId }: Visit): Promise<void> {
  const [lead] = await db.query<Lead>(
    `SELECT l.id, l.email, l."firstName" FROM run r JOIN lead l ON l.id = r."subjectId" WHERE r.id = $1`,
    [runId],
  );
  if (!lead || (await refuses(db, lead.email))) return;
  const { subject, html, text } = await textsOf(renderer, lead);
  const id = newId();
  await db.query(
    `INSERT INTO message (id, channel, state, "to", subject, html, body, "recordType", "recordId", "runId", "stepId", visit, ordinal)
    VALUES ($1, 'email', 'planned', $2, $3, $4, $5, 'lead', $6, $7, $8, 1, 0) ON CONFLICT DO NOTHING`,
    [id, lead.email, subject, html, text, lead.id, runId, stepId],
  );
  if (await refuses(db, lead.email)) return;
  await db.query(`UPDATE message SET state = 'handing-off', "handOffAt" = now() WHERE id = $1 AND state = 'planned'`, [
    id,
  ]);
  await db.query(`UPDATE message SET state = 'accepted', "sentAt" = now() WHERE id = $1`, [id]);
  await record(db, { runId, stepId }, 'send-email');
}

async function refuses(db: Database, address: string): Promise<boolean> {
  const asked = { channel: 'email', address } as const;
  const standing = (await readStandings(db, [asked])).get(standingKey(asked));
  return standing !== undefined && (standing.suppressed !== null || standing.statements.length > 0);
}

async function textsOf(renderer: Renderer, { firstName }: Lead) {
  const [outcome] = await renderer.renderMany([
    {
      key: 'mail',
      parts: {
        subject: { template: 'Hello {{record.firstName}}', mode: 'header' },
        html: { template: '<p>Hello {{record.firstName}}</p>', mode: 'html' },
        text: { textOf: 'html' },
      },
      context: { record: { firstName } },
    },
  ]);
  if (!outcome?.ok) throw new Error('the mail cannot be rendered');
  return outcome.parts;
}
