import { groupBy } from '../../domain/group-by.ts';
import { type AddressChannel, parseAddress } from '../../domain/sending/address.ts';
import { reasonNotToSend } from '../../domain/sending/decide-send.ts';
import { classOf } from '../../domain/sending/message-class.ts';
import type { Queryable } from '../database.ts';
import { nothingSaid, readStandings, standingKey } from './standing.ts';
import { listTopics } from './topics.ts';

/** Whether a person can be written to on a channel and, when named, about a topic. */
export type ReachableQuestion = {
  readonly person: { readonly type: string; readonly id: string } | null;
  readonly channel: AddressChannel;
  readonly topic: string | null;
};

/** Answers many questions with as many queries as one, in their order: an address, consent to the topic, no suppression. */
export async function reachableMany(db: Queryable, questions: readonly ReachableQuestion[]): Promise<boolean[]> {
  const persons = await readPersons(
    db,
    questions.flatMap(({ person }) => person ?? []),
  );
  const topics = new Map((await listTopics(db)).map((topic) => [topic.key, topic]));
  const asked = questions.map(({ person, channel, topic }) => {
    const known = person === null ? undefined : persons.get(person.id);
    const given = known?.[channel] ?? null;
    const address = given === null ? undefined : parseAddress(channel, given);
    return { known, channel, topic, given, address };
  });
  const standings = await readStandings(
    db,
    asked.flatMap(({ channel, address }) => (address === undefined ? [] : { channel, address })),
  );
  return asked.map(({ known, channel, topic, given, address }) => {
    const mode = topic === null ? null : (topics.get(topic)?.mode ?? 'opt-in');
    const standing =
      (address === undefined ? undefined : standings.get(standingKey({ channel, address }))) ?? nothingSaid;
    const facts = {
      channel,
      class: classOf(undefined, mode),
      topic: topic === null || mode === null ? null : { key: topic, mode },
      known: known !== undefined,
      address: given,
      statements: standing.statements,
      suppressed: standing.suppressed !== null,
    };
    return reasonNotToSend(facts) === undefined;
  });
}

type Person = { readonly id: string; readonly email: string | null; readonly sms: string | null };

async function readPersons(
  db: Queryable,
  persons: readonly { type: string; id: string }[],
): Promise<Map<string, Person>> {
  const found = new Map<string, Person>();
  for (const [type, group] of groupBy(persons, (person) => person.type)) {
    if (type !== 'lead' && type !== 'contact') continue;
    const rows = await db.query<Person>(`SELECT id, email, phone AS sms FROM ${type} WHERE id = ANY($1::uuid[])`, [
      group.map(({ id }) => id),
    ]);
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}
