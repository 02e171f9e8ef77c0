import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import {
  accountOfLead,
  companyOf,
  contactOfLead,
  convertedLead,
  dealOfLead,
  ownFieldsOf,
} from '../../domain/records/lead-conversion.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import type { Change, WriteContext, WriteResult } from './change.ts';
import { fieldCatalogue } from './fields.ts';
import { readRecords } from './read.ts';
import { lockValues } from './resolve-upserts.ts';
import { writeRecords } from './write.ts';

/** What a lead became. */
export type Conversion = {
  readonly contactId: string;
  readonly accountId: string | null;
  readonly dealId: string | null;
};

export type ConversionResult =
  | { readonly kind: 'ok'; readonly conversion: Conversion; readonly repeated: boolean }
  | Extract<WriteResult, { kind: 'issues' }>;

/** What to make beside the contact: an account (of the lead's company), a deal with these fields. */
export type ConversionRequest = {
  readonly leadId: string;
  readonly account: boolean;
  readonly deal: JsonObject | null;
};

/**
 * Turns a lead into a contact, an account and a deal, all or nothing. A contact with the lead's address and an account
 * with its company's name are used where they exist; new ones get the lead's values of equal fields of one's own. Tasks and interactions of the lead move to the contact. Done again, it
 * gives the same ids.
 */
export async function convertLead(
  tx: Tx,
  context: WriteContext,
  request: ConversionRequest,
): Promise<ConversionResult> {
  const { leadId } = request;
  await lockConversions(tx, [leadId]);
  const [done] = await tx.query<Conversion>(
    'SELECT "contactId", "accountId", "dealId" FROM lead_conversion WHERE "leadId" = $1',
    [leadId],
  );
  if (done) return { kind: 'ok', conversion: done, repeated: true };
  const lead = (await readRecords(tx, 'lead', [leadId])).get(leadId);
  if (!lead) return refusal(`There is no lead with the id ${leadId}.`);
  const company = companyOf(lead);
  const accountId = request.account && company !== null ? await accountFor(tx, company) : null;
  const contactId = await contactFor(tx, lead.email);
  const ids = {
    accountId: accountId?.id ?? null,
    contactId: contactId?.id ?? newId(),
    dealId: request.deal === null ? null : newId(),
  };
  const accountNew = accountId === null || accountId.exists ? null : accountId.id;
  const { fieldsOf } = await fieldCatalogue(tx);
  const own = (type: RecordTypeKey) => ownFieldsOf(lead, { from: fieldsOf('lead'), to: fieldsOf(type) });
  const changes = conversionChanges({ lead, own, request, ids, accountNew, contactExists: contactId !== null });
  const results = await writeRecords(tx, { ...context, systemFields: true }, changes);
  const failed = results.find((result) => result.kind === 'issues');
  if (failed?.kind === 'issues') return failed;
  await moveFollowers(tx, context, { leadId, contactId: ids.contactId });
  await tx.query('INSERT INTO lead_conversion ("leadId", "contactId", "accountId", "dealId") VALUES ($1, $2, $3, $4)', [
    leadId,
    ids.contactId,
    ids.accountId,
    ids.dealId,
  ]);
  return {
    kind: 'ok',
    conversion: { contactId: ids.contactId, accountId: ids.accountId, dealId: ids.dealId },
    repeated: false,
  };
}

/**
 * Conversions of one lead take turns, and so do those of leads with one address or company and upserts by these: what the
 * first has made is there for the next. Several at once are locked in one order.
 */
export async function lockConversions(tx: Tx, leadIds: readonly string[]): Promise<void> {
  const rows = await tx.query<{ email: string | null; company: string | null }>(
    'SELECT email, company FROM lead WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
    [leadIds],
  );
  await lockValues(
    tx,
    rows.flatMap(({ email, company }) => [
      ...(email === null ? [] : [{ type: 'contact', by: 'email', value: email } as const]),
      ...(company === null ? [] : [{ type: 'account', by: 'name', value: company } as const]),
    ]),
  );
}

function refusal(message: string): ConversionResult {
  return {
    kind: 'issues',
    code: 'record-not-found',
    issues: [{ severity: 'error', code: 'record-not-found', path: '', message }],
  };
}

async function accountFor(tx: Tx, company: string): Promise<{ id: string; exists: boolean }> {
  const [found] = await tx.query<{ id: string }>(
    'SELECT id FROM account WHERE name = $1 ORDER BY "createdAt", id LIMIT 1',
    [company],
  );
  return found ? { id: found.id, exists: true } : { id: newId(), exists: false };
}

async function contactFor(tx: Tx, email: unknown): Promise<{ id: string } | null> {
  if (typeof email !== 'string') return null;
  const [found] = await tx.query<{ id: string }>(
    'SELECT id FROM contact WHERE email = $1 ORDER BY "createdAt", id LIMIT 1',
    [email],
  );
  return found ?? null;
}

function conversionChanges({
  lead,
  own,
  request,
  ids,
  accountNew,
  contactExists,
}: {
  lead: JsonObject;
  /** What the lead hands on of fields that people added. */
  own: (type: RecordTypeKey) => JsonObject;
  request: ConversionRequest;
  ids: { accountId: string | null; contactId: string; dealId: string | null };
  accountNew: string | null;
  contactExists: boolean;
}): Change[] {
  const { accountId, contactId, dealId } = ids;
  const changes: Change[] = [];
  if (accountNew !== null) {
    changes.push({
      kind: 'create',
      type: 'account',
      id: accountNew,
      fields: { ...own('account'), ...accountOfLead(lead) },
    });
  }
  if (!contactExists) {
    changes.push({
      kind: 'create',
      type: 'contact',
      id: contactId,
      fields: { ...own('contact'), ...contactOfLead(lead, { accountId, withDeal: dealId !== null }) },
    });
  }
  if (dealId !== null) {
    changes.push({
      kind: 'create',
      type: 'deal',
      id: dealId,
      fields: { ...own('deal'), ...dealOfLead(lead, { fields: request.deal ?? {}, accountId, contactId }) },
    });
  }
  changes.push({
    kind: 'update',
    type: 'lead',
    id: request.leadId,
    change: { set: convertedLead(contactId) },
  });
  return changes;
}

/** Tasks and interactions follow the person; the timeline of the contact shows the lead's past as well. */
async function moveFollowers(
  tx: Tx,
  context: WriteContext,
  { leadId, contactId }: { leadId: string; contactId: string },
): Promise<void> {
  for (const type of ['task', 'interaction'] as const) {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM ${type} WHERE "relatedType" = 'lead' AND "relatedId" = $1 ORDER BY id`,
      [leadId],
    );
    const changes = rows.map(
      ({ id }): Change => ({
        kind: 'update',
        type,
        id,
        change: { set: { relatedType: 'contact', relatedId: contactId } },
      }),
    );
    // Whoever may convert a lead takes everything of it along.
    const results = await writeRecords(tx, { ...context, actor: systemActor }, changes);
    if (results.some(({ kind }) => kind === 'issues'))
      throw new AppError('conflict', { detail: 'A task or interaction of the lead cannot be moved.' });
  }
}
