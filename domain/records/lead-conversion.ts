import type { Json, JsonObject } from '../json.ts';
import type { Field } from './field.ts';
import { fieldSchema } from './field-schema.ts';

/** Fields of a lead that its contact takes over. */
const personFields = [
  'firstName',
  'lastName',
  'email',
  'phone',
  'title',
  'country',
  'language',
  'timezone',
  'source',
  'score',
  'notes',
  'ownerId',
  'teamId',
  'tags',
] as const;

/**
 * The company that a lead's account is named after.
 * @returns null where the lead names none: it gets no account
 */
export function companyOf(lead: JsonObject): string | null {
  return typeof lead.company === 'string' && lead.company.trim() !== '' ? lead.company : null;
}

/**
 * What a lead hands on of the fields that people added: to those of the same key and kind (and target), where they take its
 * value; a choice that the other does not offer, say, stays with the lead.
 */
export function ownFieldsOf(
  lead: JsonObject,
  { from, to }: { readonly from: readonly Field[]; readonly to: readonly Field[] },
): JsonObject {
  const custom = new Map(from.flatMap((field) => (field.custom ? [[field.key, field]] : [])));
  const handed = to.flatMap((field): [string, Json][] => {
    const same = field.custom ? custom.get(field.key) : undefined;
    const value = lead[field.key];
    if (same?.kind !== field.kind || same.target !== field.target || value === null || value === undefined) return [];
    return fieldSchema(field).safeParse(value).success ? [[field.key, value]] : [];
  });
  return Object.fromEntries(handed);
}

/** The fields of the account that a lead's company becomes. */
export function accountOfLead(lead: JsonObject): JsonObject {
  return { name: companyOf(lead), country: lead.country ?? null, ...ownerOf(lead) };
}

/** The fields of the contact that a lead becomes; with a deal it is a prospect at once. */
export function contactOfLead(
  lead: JsonObject,
  { accountId, withDeal }: { readonly accountId: string | null; readonly withDeal: boolean },
): JsonObject {
  const person = Object.fromEntries(
    personFields.flatMap((key) => (lead[key] === null || lead[key] === undefined ? [] : [[key, lead[key]]])),
  );
  return { ...person, accountId, lifecycle: withDeal ? 'prospect' : 'mql' };
}

/** The fields of the deal: named after the company, else the person; what `fields` says counts more. */
export function dealOfLead(
  lead: JsonObject,
  {
    fields,
    ...parties
  }: { readonly fields: JsonObject; readonly accountId: string | null; readonly contactId: string },
): JsonObject {
  const name = [lead.firstName, lead.lastName].filter(Boolean).join(' ').trim();
  const title = (companyOf(lead)?.trim() ?? name) || 'New deal';
  return { title, source: lead.source ?? null, ...ownerOf(lead), ...fields, ...parties };
}

/** What is set on the lead itself. */
export function convertedLead(contactId: string): JsonObject {
  return { status: 'converted', convertedContactId: contactId };
}

function ownerOf({ ownerId = null, teamId = null }: JsonObject): JsonObject {
  return { ownerId, teamId };
}
