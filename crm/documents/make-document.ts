import { createHash } from 'node:crypto';
import type { RecordJson } from '../../domain/records/record.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { parseMailbox } from '../../domain/sending/mailbox.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { readRecords } from '../records/read.ts';
import type { Renderer } from '../templates/renderer.ts';
import { documentContext } from './document-context.ts';
import { type DocumentSummary, latestDocument } from './document-list.ts';

export type DocumentDeps = {
  readonly renderer: Pick<Renderer, 'renderDocument'>;
  /** The company's IANA zone, and its sender, whose name stands on documents. */
  readonly zone: string;
  readonly mailFrom: string;
};

export type DocumentWish = {
  readonly on: RecordKey;
  /** Key of a template of the channel `document`; that of the record's type when absent. */
  readonly template?: string | undefined;
  readonly fileName?: string | undefined;
  readonly runId?: string | null;
};

export type MadeDocument =
  | { readonly kind: 'made'; readonly document: DocumentSummary }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** The template that a record type has from the start. */
export const presetTemplate = (type: RecordTypeKey): string => `${type}-document`;

/**
 * Makes a PDF of a record and keeps it with its hash. The same record by the same template gives the same bytes, and then the
 * document that is there already. Two at the same time for one record take turns.
 */
export async function makeDocument(tx: Tx, deps: DocumentDeps, wish: DocumentWish, now: Date): Promise<MadeDocument> {
  const { on, template = presetTemplate(on.type) } = wish;
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`document:${on.id}`]);
  const record = (await readRecords(tx, on.type, [on.id])).get(on.id);
  if (!record) return failed('no-record', `There is no ${on.type} with the id ${on.id}.`);
  const [found] = await tx.query<{ html: string | null }>(
    `SELECT html FROM template WHERE key = $1 AND channel = 'document'`,
    [template],
  );
  if (!found || found.html === null) return failed('no-template', `There is no template of documents "${template}".`);
  const made = await render(tx, deps, { record, html: found.html });
  if (made.kind === 'failed') return made;
  return keep(tx, { ...wish, template, record, bytes: made.bytes, now });
}

async function render(
  tx: Tx,
  { renderer, zone, mailFrom }: DocumentDeps,
  { record, html }: { record: RecordJson; html: string },
): Promise<{ readonly kind: 'bytes'; readonly bytes: Buffer } | Extract<MadeDocument, { kind: 'failed' }>> {
  const sender = parseMailbox(mailFrom);
  const company = sender?.name ?? sender?.address ?? '';
  const { context, locale, zone: ownZone } = await documentContext(tx, record, { company, zone });
  const outcome = await renderer.renderDocument({
    key: record.id,
    parts: { html: { template: html, mode: 'html' } },
    context,
    locale,
    zone: ownZone,
    currency: typeof record.currency === 'string' ? record.currency : null,
    pdf: { title: titleOf(record), author: company, createdAt: record.updatedAt },
  });
  if (!outcome.ok) return failed(outcome.code, outcome.message);
  return { kind: 'bytes', bytes: Buffer.from(outcome.parts.pdf ?? '', 'base64') };
}

async function keep(
  tx: Tx,
  given: DocumentWish & { template: string; record: RecordJson; bytes: Buffer; now: Date },
): Promise<MadeDocument> {
  const { on, template, record, bytes, now } = given;
  const kind = template.replace(/-document$/, '');
  const fileName = fileNameOf(given.fileName ?? titleOf(record));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const latest = await latestDocument(tx, on.id, kind);
  if (latest?.sha256 === sha256 && latest.fileName === fileName) return { kind: 'made', document: latest };
  const document: DocumentSummary = {
    id: newId(),
    recordType: on.type,
    recordId: on.id,
    kind,
    fileName,
    mime: 'application/pdf',
    size: bytes.length,
    sha256,
    template,
    version: (latest?.version ?? 0) + 1,
    runId: given.runId ?? null,
    createdAt: now.toISOString(),
  };
  await tx.query(
    `INSERT INTO document (id, "recordType", "recordId", kind, "fileName", mime, bytes, sha256, template, version, "runId", "createdAt")
     SELECT id, "recordType", "recordId", kind, "fileName", mime, decode($2, 'base64'), sha256, template, version, "runId", "createdAt"
     FROM jsonb_to_record($1::jsonb) AS x(id uuid, "recordType" text, "recordId" uuid, kind text, "fileName" text, mime text, sha256 text,
       template text, version int, "runId" uuid, "createdAt" timestamptz)`,
    [JSON.stringify(document), bytes.toString('base64')],
  );
  return { kind: 'made', document };
}

function titleOf(record: RecordJson): string {
  return (
    [record.number, record.title].find((text) => typeof text === 'string' && text !== '')?.toString() ?? record.type
  );
}

/** A name that every disk and header takes, with the ending of a PDF. */
function fileNameOf(wanted: string): string {
  const plain = wanted
    .replace(/\.pdf$/i, '')
    .replace(/[^\p{L}\p{N}._ -]+/gu, '-')
    .replace(/^[. -]+|[. -]+$/g, '')
    .slice(0, 100);
  return `${plain || 'document'}.pdf`;
}

function failed(code: string, message: string): Extract<MadeDocument, { kind: 'failed' }> {
  return { kind: 'failed', code, message };
}
