import type { ConsentState } from '../../domain/consent/consent.ts';
import { permissionFor } from '../../domain/consent/consent.ts';
import { everyTopic, type TopicMode } from '../../domain/consent/topic.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Queryable } from '../database.ts';
import type { ChannelAddress } from './standing.ts';
import { listTopics } from './topics.ts';

/** What an address said about a topic, and what follows from it for marketing on that topic. */
export type TopicStanding = {
  readonly topic: string;
  readonly name: string;
  readonly description: string | null;
  readonly mode: TopicMode;
  /** Null where it has said nothing. */
  readonly state: ConsentState | null;
  readonly permitted: boolean;
  readonly source: string | null;
  readonly evidence: JsonObject | null;
  readonly at: Date | null;
};

/** All that is known of an address on one channel. */
export type AddressConsents = ChannelAddress & {
  readonly topics: readonly TopicStanding[];
  /** Whether it withdrew from all marketing, and nothing since. */
  readonly withdrawnFromAll: boolean;
  readonly suppression: { readonly reason: string; readonly at: Date } | null;
};

type ConsentRow = { topic: string; state: ConsentState; source: string | null; evidence: JsonObject | null; at: Date };

/** The consents of an address on a channel, a line for each topic. */
export async function readAddressConsents(
  db: Queryable,
  { channel, address }: ChannelAddress,
): Promise<AddressConsents> {
  const topics = await listTopics(db);
  const rows = await db.query<ConsentRow>(
    'SELECT topic, state, source, evidence, at FROM consent WHERE channel = $1 AND address = $2',
    [channel, address],
  );
  const [suppression] = await db.query<{ reason: string; at: Date }>(
    'SELECT reason, "createdAt" AS at FROM suppression WHERE channel = $1 AND address = $2',
    [channel, address],
  );
  const statements = rows.map(({ topic, state, at }) => ({ topic, state, at: at.getTime() }));
  return {
    channel,
    address,
    topics: topics.map(({ key, name, description, mode }) => {
      const said = rows.find(({ topic }) => topic === key);
      const permitted = mode === 'transactional' || permissionFor({ key, mode }, statements) === 'permitted';
      const { state = null, source = null, evidence = null, at = null } = said ?? {};
      return { topic: key, name, description, mode, state, permitted, source, evidence, at };
    }),
    withdrawnFromAll: statements.some(({ topic, state }) => topic === everyTopic && state === 'withdrawn'),
    suppression: suppression ?? null,
  };
}
