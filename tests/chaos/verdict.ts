import { type ChaosWorld, mailsOfRun } from './chaos-world.ts';

/** What became of all that was asked for, put together from the ledger and from what arrived outside. */
export type Verdict = {
  readonly leads: number;
  readonly runs: number;
  readonly states: Readonly<Record<string, number>>;
  readonly messages: Readonly<Record<string, number>>;
  /** Messages whose outcome nobody knows: listed for people. */
  readonly unknown: readonly string[];
  /** Of those, how many had arrived. */
  readonly unknownArrived: number;
  readonly arrived: number;
  /** What must not be; empty when all is well. */
  readonly faults: readonly string[];
};

type Sent = { id: string; key: string; state: string; runId: string };

const taken = ['accepted', 'delivered', 'opened', 'clicked'];
const bare = ({ key }: Sent) => key.replace(/^<|>$/g, '');

/** What the ledger of mails says against what arrived. */
export async function deliveryFaults({ db, mails }: ChaosWorld) {
  const messages = await db.query<Sent>(
    `SELECT id, payload->>'key' AS key, state, "runId" FROM message WHERE channel = 'email'`,
  );
  const copiesOf = (message: Sent) => mails.copies.get(bare(message)) ?? 0;
  const known = new Set(messages.map(bare));
  const unknown = messages.filter(({ state }) => state === 'unknown');
  return {
    messages,
    unknown: unknown.map(({ id }) => id),
    unknownArrived: unknown.filter((message) => copiesOf(message) > 0).length,
    faults: [
      ...messages
        .filter((message) => copiesOf(message) > 1)
        .map((message) => `${message.id} arrived ${copiesOf(message)} times`),
      ...messages
        .filter((message) => taken.includes(message.state) && copiesOf(message) === 0)
        .map(({ id, state }) => `${id} is ${state} and never arrived`),
      ...messages
        .filter((message) => copiesOf(message) > 0 && ![...taken, 'unknown'].includes(message.state))
        .map(({ id, state }) => `${id} arrived and is ${state}`),
      ...[...mails.copies.keys()].filter((key) => !known.has(key)).map((key) => `${key} arrived and is in no ledger`),
    ],
  };
}

export async function judge(world: ChaosWorld): Promise<Verdict> {
  const { db, mails } = world;
  const leads = await db.query<{ id: string; runs: number; state: string | null; sent: number }>(`
    SELECT l.id, count(DISTINCT r.id)::int AS runs, min(r.state) AS state, count(m.id)::int AS sent
    FROM lead l LEFT JOIN run r ON r."subjectId" = l.id LEFT JOIN message m ON m."runId" = r.id GROUP BY l.id`);
  const { messages, unknown, unknownArrived, faults } = await deliveryFaults(world);
  return {
    leads: leads.length,
    runs: leads.reduce((sum, { runs }) => sum + runs, 0),
    states: tally(leads.map(({ state }) => state ?? 'no run')),
    messages: tally(messages.map(({ state }) => state)),
    unknown,
    unknownArrived,
    arrived: mails.received(),
    faults: [
      ...leads.filter(({ runs }) => runs !== 1).map(({ id, runs }) => `lead ${id} has ${runs} runs`),
      ...leads.filter(({ state }) => state !== 'completed').map(({ id, state }) => `the run of lead ${id} is ${state}`),
      ...leads.filter(({ sent }) => sent !== mailsOfRun).map(({ id, sent }) => `lead ${id} has ${sent} messages`),
      ...messages
        .filter(({ state }) => ![...taken, 'unknown'].includes(state))
        .map(({ id, state }) => `${id} is ${state}`),
      ...faults,
    ],
  };
}

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
