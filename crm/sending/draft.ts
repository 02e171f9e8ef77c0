import type { JsonObject } from '../../domain/json.ts';
import type { AddressChannel } from '../../domain/sending/address.ts';
import { parseAddress } from '../../domain/sending/address.ts';
import { classOf, type MessageClass } from '../../domain/sending/message-class.ts';
import type { Topic } from '../consent/topics.ts';
import type { Queryable } from '../database.ts';
import type { MessageWish, SendRequest } from './send-request.ts';

/** Whom a message goes to. `given` is the address as it was found, `address` its stored form when it is one. */
export type Recipient = {
  readonly known: boolean;
  readonly given: string | null;
  readonly address: string | null;
  readonly person: { readonly type: string; readonly id: string } | null;
  readonly name: string | null;
  readonly language: string | null;
  readonly zone: string | null;
};

/** A request on its way through the checks. */
export type Draft<Request extends MessageWish = SendRequest> = {
  readonly request: Request;
  readonly id: string;
  readonly attempt: number;
  readonly channel: AddressChannel;
  readonly topic: Topic | null;
  readonly class: MessageClass;
  readonly recipient: Recipient;
};

/** Makes a draft of a request: its recipient, topic and class. */
export function draftOf<Request extends MessageWish>(
  request: Request,
  {
    id,
    attempt,
    channel,
    topics,
    users,
  }: {
    id: string;
    attempt: number;
    channel: AddressChannel;
    topics: ReadonlyMap<string, Topic>;
    users: ReadonlyMap<string, JsonObject>;
  },
): Draft<Request> {
  const { message } = request;
  const [user] = message.users ?? [];
  const topic = message.topic === undefined ? null : (topics.get(message.topic) ?? null);
  return {
    request,
    id,
    attempt,
    channel,
    topic,
    class: classOf(message.class, topic?.mode ?? null),
    recipient: recipientOf(user === undefined ? request : { ...request, person: users.get(user) ?? null }, channel),
  };
}

/** Users that mails go to, as a person's fields, by id. */
export async function readUserRecipients(
  db: Queryable,
  requests: readonly SendRequest[],
): Promise<Map<string, JsonObject>> {
  const ids = requests.flatMap(({ message }) => (message.channel === 'app' ? [] : (message.users ?? [])));
  if (ids.length === 0) return new Map();
  const rows = await db.query<{ id: string } & JsonObject>(
    'SELECT id, email, name AS "firstName", language, zone AS timezone FROM "user" WHERE id = ANY($1::uuid[]) AND active',
    [[...new Set(ids)]],
  );
  // Neither type nor id of a record: a user is no person of the CRM.
  return new Map(rows.map(({ id, ...fields }) => [id, fields]));
}

function recipientOf({ person, message }: MessageWish, channel: AddressChannel): Recipient {
  const own = textOf(person, channel === 'email' ? 'email' : 'phone');
  const given = typeof message.to === 'string' ? message.to : own;
  const address = given === null ? null : (parseAddress(channel, given) ?? null);
  // A message to another address than the person's own is none to this person.
  const isPerson =
    person !== null &&
    (message.to === undefined || (address !== null && own !== null && address === parseAddress(channel, own)));
  const key = { type: textOf(person, 'type'), id: textOf(person, 'id') };
  return {
    known: person !== null || given !== null,
    given,
    address,
    person: isPerson && key.type !== null && key.id !== null ? { type: key.type, id: key.id } : null,
    name: isPerson ? fullName(person) : null,
    language: textOf(person, 'language'),
    zone: textOf(person, 'timezone'),
  };
}

function fullName(person: JsonObject | null): string | null {
  const name = [textOf(person, 'firstName'), textOf(person, 'lastName')].filter((part) => part !== null).join(' ');
  // A name from a record must not become a header of its own.
  return name === '' || /[\r\n\0]/.test(name) ? null : name;
}

function textOf(record: JsonObject | null, field: string): string | null {
  const value = record?.[field];
  return typeof value === 'string' && value !== '' ? value : null;
}
