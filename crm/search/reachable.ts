import { everyTopic } from '../../domain/consent/topic.ts';
import type { LookupSlot } from '../../domain/logic/slots.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import { classOf } from '../../domain/sending/message-class.ts';
import { NotSearchable } from './not-searchable.ts';
import type { SearchContext, SearchSource } from './search-context.ts';
import { condition, never, type SqlExpression } from './sql-value.ts';
import { quoted } from './sql-writer.ts';

/** The address of a person on a channel as the ledger compares it, and whether it has the form of one. */
const addresses: Readonly<Record<string, (alias: string) => { readonly sql: string; readonly isValid: string }>> = {
  email: (alias) => {
    const sql = `lower(btrim(${alias}.email))`;
    return {
      sql,
      isValid: `${sql} ~ '^[^[:space:]<>()\\[\\],;:\\\\"@]{1,64}@([[:alnum:]]([[:alnum:]-]{0,61}[[:alnum:]])?\\.)*[[:alnum:]]([[:alnum:]-]{0,61}[[:alnum:]])?$'`,
    };
  },
  sms: (alias) => {
    const digits = `regexp_replace(btrim(${alias}.phone), '[[:space:]().-]', '', 'g')`;
    const sql = `regexp_replace(${digits}, '^00', '+')`;
    return { sql, isValid: `${sql} ~ '^\\+[1-9][0-9]{6,14}$'` };
  },
};

type Question = {
  readonly slot: Extract<LookupSlot, { kind: 'reachable' }>;
  readonly at: string;
  readonly source: Extract<SearchSource, { kind: 'record' }>;
};

/** Whether the person has an address, consent to the topic and no suppression: the rules of `domain/consent` as subqueries. */
export function reachable({ slot, at, source }: Question, context: SearchContext): SqlExpression {
  const { person } = recordTypes[source.type];
  const address = Object.hasOwn(addresses, slot.channel) ? addresses[slot.channel] : undefined;
  if (person === null || address === undefined) return never;
  if (person === 'self') return condition(`(${canBeReached({ slot, at, ...address(source.alias) }, context)})`);
  const alias = context.writer.alias();
  const reached = canBeReached({ slot, at, ...address(alias) }, context);
  return condition(
    `EXISTS (SELECT 1 FROM contact ${alias} WHERE ${alias}.id = ${source.alias}.${quoted(person.via)} AND ${reached})`,
  );
}

function canBeReached(
  { slot, at, sql, isValid }: Pick<Question, 'slot' | 'at'> & { readonly sql: string; readonly isValid: string },
  { writer, settings }: SearchContext,
): string {
  const channel = writer.bind(slot.channel, 'text');
  const notSuppressed = `NOT EXISTS (SELECT 1 FROM suppression x WHERE x.channel = ${channel} AND x.address = ${sql})`;
  if (slot.topic === undefined) return `${isValid} AND ${notSuppressed}`;
  if (settings.topics === undefined) throw new NotSearchable(at, 'The topics are not known for this search.');
  const mode = settings.topics.get(slot.topic) ?? 'opt-in';
  if (classOf(undefined, mode) === 'transactional') return `${isValid} AND ${notSuppressed}`;
  const topic = writer.bind(slot.topic, 'text');
  const said = (alias: string, about: string) =>
    `SELECT 1 FROM consent ${alias} WHERE ${alias}.channel = ${channel} AND ${alias}.address = ${sql} AND ${alias}.topic = ${about}`;
  const all = writer.bind(everyTopic, 'text');
  const parts = [
    isValid,
    notSuppressed,
    `NOT EXISTS (${said('c', topic)} AND c.state = 'withdrawn')`,
    `NOT EXISTS (${said('a', all)} AND a.state = 'withdrawn' AND NOT EXISTS (${said('c', topic)} AND c.at >= a.at))`,
    ...(mode === 'opt-in' ? [`EXISTS (${said('c', topic)})`] : []),
  ];
  return parts.join(' AND ');
}
