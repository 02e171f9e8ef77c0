import { z } from 'zod';
import { auditAction } from '../../crm/audit/record-action.ts';
import { getDocument, listDocuments, type StoredDocument } from '../../crm/documents/document-list.ts';
import { makeDocument } from '../../crm/documents/make-document.ts';
import { getRecord } from '../../crm/records/find-records.ts';
import { mayTouch, teamMates } from '../../crm/records/rights.ts';
import { readCompanySettings } from '../../crm/settings/company-settings.ts';
import { AppError } from '../../domain/errors.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { created, ok, type Reply, raw } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { recordParams } from './record-answers.ts';
import { keySchema } from './templates.ts';

const tag = 'Documents';
const documentSchema = z
  .object({
    id: z.uuid(),
    recordType: z.enum(recordTypeKeys),
    recordId: z.uuid(),
    kind: z.string(),
    fileName: z.string(),
    mime: z.string(),
    size: z.int(),
    sha256: z.string(),
    template: z.string(),
    version: z.int(),
    runId: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Document', description: 'A file made of a record, kept as it was made' });

/** Files made of records. */
export function documentRoutes(deps: ApiDeps): Route[] {
  return [listRoute(deps), makeRoute(deps), downloadRoute(deps)];
}

function listRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/records/:type/:id/documents',
    tag,
    summary: 'Documents of a record, newest first',
    guard: { recordType: 'read' },
    params: recordParams,
    query: listQuery(),
    answers: { 200: listOf(documentSchema) },
    handle: async ({ params, query, actor }) => {
      const record = await getRecord(db, { actor, ...params });
      return ok(pageOf(await listDocuments(db, record.id), query));
    },
  });
}

function makeRoute({ config, renderer }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/records/:type/:id/documents',
    tag,
    summary: 'Make a PDF of a record; the same record gives the document that is there',
    guard: { recordType: 'update' },
    params: recordParams,
    body: z
      .strictObject({ template: keySchema.optional(), fileName: z.string().trim().min(1).max(200).optional() })
      .prefault({}),
    answers: { 201: documentSchema },
    write: async ({ params, body, actor, now }, tx) => {
      const record = await getRecord(tx, { actor, ...params });
      if (!mayTouch({ actor, action: 'update', record, mates: await teamMates(tx, actor) }))
        throw new AppError('forbidden', { detail: `Your role does not allow you to update this ${record.type}.` });
      const { zone, mailFrom } = await readCompanySettings(tx, config);
      const on = { type: record.type, id: record.id };
      const made = await makeDocument(tx, { renderer, zone, mailFrom }, { on, ...body }, now);
      if (made.kind === 'failed') {
        const issue = { severity: 'error', code: made.code, path: '/template', message: made.message } as const;
        throw new AppError('invalid', { detail: made.message, issues: [issue] });
      }
      const resource = { type: record.type, id: record.id };
      await auditAction(tx, { actor, action: 'document.made', resource });
      return created(made.document, { Location: `/api/documents/${made.document.id}` });
    },
  });
}

function downloadRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/documents/:id',
    tag,
    summary: 'The file of a document, for who may read its record',
    guard: { signedIn: 'a document is read by who may read its record' },
    params: z.object({ id: z.string().max(100) }),
    query: z.strictObject({ show: z.enum(['inline', 'file']).default('file') }),
    answers: { 200: 'application/pdf' },
    handle: async ({ params: { id }, query: { show }, actor }) =>
      fileReply(await getDocument(db, { actor, id }), { inline: show === 'inline' }),
  });
}

/** A file to keep: never shown as a page of ours, whatever is in it. `inline` shows one of our own making where the browser can. */
export function fileReply(
  { bytes, mime, fileName, sha256 }: StoredDocument,
  { inline = false }: { inline?: boolean } = {},
): Reply {
  return raw((response) => {
    const shown = inline && mime === 'application/pdf';
    const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
    response
      .status(200)
      .set({
        'Content-Type': mime,
        'Content-Disposition': `${shown ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, escapeChar)}`,
        'X-Content-Type-Options': 'nosniff',
        // In a sandbox no browser shows a PDF.
        'Content-Security-Policy': shown ? "default-src 'none'; object-src 'self'" : "default-src 'none'; sandbox",
        'Cache-Control': 'private, no-store',
        ETag: `"${sha256}"`,
      })
      .end(bytes);
  });
}

const escapeChar = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
