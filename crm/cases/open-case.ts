import type { CaseSettings } from '../../domain/cases/case-settings.ts';
import { AppError } from '../../domain/errors.ts';
import type { Tx } from '../database.ts';
import type { WriteContext } from '../records/change.ts';
import { readRecords } from '../records/read.ts';
import { writeRecords } from '../records/write.ts';
import { cut, type ParsedMail } from './parse-mail.ts';

/** A contact for a sender whom nobody knows yet; null where the contact fields refuse the address. */
export async function senderOf(
  tx: Tx,
  { address, name }: NonNullable<ParsedMail['from']>,
  context: WriteContext,
): Promise<string | null> {
  const { firstName, lastName } = nameParts(name ?? address.slice(0, address.lastIndexOf('@')));
  const fields = { ...(firstName === '' ? {} : { firstName }), lastName, email: address, source: 'mail' };
  const [result] = await writeRecords(tx, context, [{ kind: 'create', type: 'contact', fields }]);
  return result?.kind === 'ok' ? result.record.id : null;
}

/** `Ann Kowalska`, or `Kowalska, Ann`. */
function nameParts(name: string): { firstName: string; lastName: string } {
  const [last = '', first] = name.split(',').map((part) => part.trim());
  if (first !== undefined && first !== '' && last !== '')
    return { firstName: cut(first, 100), lastName: cut(last, 100) };
  const words = name.replaceAll(',', ' ').trim().split(/\s+/);
  return { firstName: cut(words.slice(0, -1).join(' '), 100), lastName: cut(words.at(-1) ?? name, 100) };
}

/** Opens the case of a mail, in the queue of the mailbox it came to. */
export async function openCase(
  tx: Tx,
  { mail, contactId, settings }: { mail: ParsedMail; contactId: string | null; settings: CaseSettings },
  context: WriteContext,
): Promise<string> {
  const contact = contactId === null ? undefined : (await readRecords(tx, 'contact', [contactId])).get(contactId);
  const mailbox = settings.mailboxes.find(({ address }) => mail.to.includes(address));
  const fields = {
    title: mail.subject === '' ? firstLine(mail.text) : mail.subject,
    description: cut(mail.text, 50_000),
    channel: 'mail',
    ...(contactId === null ? {} : { contactId }),
    ...(typeof contact?.accountId === 'string' ? { accountId: contact.accountId } : {}),
    ...(mailbox === undefined ? {} : { queue: mailbox.queue }),
  };
  const [result] = await writeRecords(tx, context, [{ kind: 'create', type: 'case', fields }]);
  if (result?.kind === 'ok') return result.record.id;
  throw new AppError('internal', { detail: 'The case of a mail could not be opened.', issues: result?.issues ?? [] });
}

function firstLine(text: string): string {
  const line = text.trim().split(/\r?\n/, 1)[0] ?? '';
  return line === '' ? '(no subject)' : cut(line, 300);
}
