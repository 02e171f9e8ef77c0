import { setTimeout as delay } from 'node:timers/promises';
import { slotLink } from '../../crm/approvals/approval-mail.ts';
import { readApprovals } from '../../crm/approvals/store.ts';
import { createTokenSource } from '../../crm/tracking/token-source.ts';
import { recordWrites } from '../harness/record-writes.ts';
import { apiKey, type ChaosWorld } from './chaos-world.ts';

type Options = { readonly base: string; readonly random: () => number };
type OpenSlot = { id: string; approvalId: string; kind: string; round: number; since: number; escalated: boolean };

/** Requests in flight at a time. */
const mostAtOnce = 8;

/**
 * Plays the people outside: decides and answers by the API and by the page in the mail, each twice or more and again whatever happens to
 * the request, leaves some for their deadline, and resolves cases that have climbed.
 */
export function actOutside(world: ChaosWorld, { base, random }: Options) {
  const { db } = world;
  const { change } = recordWrites(db, () => new Date());
  const tokens = createTokenSource(db);
  const taken: Record<string, number> = {};
  const begun = new Map<string, Promise<void>>();
  let going = true;
  const post = poster(base, () => going);
  const decide = async (slot: OpenSlot): Promise<void> => {
    const say = wordsFor(slot, random);
    const by = ways[Math.floor(random() * ways.length)] ?? 'api';
    const answers =
      by === 'mail' ? await byMail(slot, say, { db, tokens, post }) : await byApi(slot, say, { by, post });
    const won = answers.filter((status) => status === 200).length;
    // Whoever sends the same request again is told the same; other requests are refused.
    taken[`${by} ${won > 0 ? 'taken' : 'refused'}`] = (taken[`${by} ${won > 0 ? 'taken' : 'refused'}`] ?? 0) + 1;
    if (won > 1) throw new Error(`The slot ${slot.id} was decided ${won} times by ${by}.`);
  };
  const loop = async () => {
    while (going) {
      await delay(200);
      try {
        await resolveClimbed(db, change);
        for (const slot of await openSlots(db)) {
          if (begun.size >= mostAtOnce) break;
          if (begun.has(slot.id) || !isTime(slot)) continue;
          const work = decide(slot).finally(() => begun.delete(slot.id));
          begun.set(slot.id, work);
          work.catch((error) => faults.push(String(error)));
        }
      } catch {
        // The database is away: later.
      }
    }
  };
  const faults: string[] = [];
  const running = loop();
  return {
    /** @returns how often each way was taken */
    async stop() {
      going = false;
      await running;
      await Promise.allSettled(begun.values());
      const own = faults.filter((text) => text.includes('times by'));
      if (own.length > 0) throw new Error(own.join('\n'));
      return taken;
    },
  };
}

type Post = ReturnType<typeof poster>;
type Mailing = {
  readonly db: ChaosWorld['db'];
  readonly tokens: ReturnType<typeof createTokenSource>;
  readonly post: Post;
};

/** The same request twice, and with another key at the same time. @returns the status of each key */
async function byApi(
  { id, approvalId, kind }: OpenSlot,
  say: Words,
  { by, post }: { by: string; post: Post },
): Promise<number[]> {
  const path = `/api/approvals/${approvalId}/${kind === 'ask' ? 'answer' : 'decision'}`;
  const json = kind === 'ask' ? { answers: { sure: true }, slotId: id } : { ...say, slotId: id };
  const send = (key: string) =>
    post(path, {
      body: JSON.stringify(json),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}`, 'idempotency-key': key },
    });
  const keys = by === 'api' ? [`${id}-1`] : [`${id}-1`, `${id}-2`];
  const first = await Promise.all([...keys, ...keys].map(send));
  return keys.map((_, n) => (first[n] === 200 || first[n + keys.length] === 200 ? 200 : (first[n] ?? 0)));
}

/** The page in the mail, used twice at the same time. */
async function byMail(
  { id, approvalId, kind }: OpenSlot,
  { decision, comment }: Words,
  { db, tokens, post }: Mailing,
): Promise<number[]> {
  const [stored] = await readApprovals(db, [approvalId]);
  const personId = stored?.standing.slots.find((slot) => slot.id === id)?.candidates[0] ?? '';
  const link = stored && slotLink(stored, { slotId: id, personId });
  if (!link) return [];
  const page = `/a/${(await tokens()).makeSlot(link)}`;
  const body = kind === 'ask' ? 'answer.sure=true' : new URLSearchParams({ decision, comment }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const use = () => post(page, { body, headers });
  return Promise.all([use(), use()]);
}

const ways = ['api', 'two keys', 'mail'] as const;
type Words = { readonly decision: 'approve' | 'reject' | 'rework'; readonly comment: string };

function wordsFor({ round }: OpenSlot, random: () => number): Words {
  const dice = random();
  const decision = dice < 0.1 ? 'reject' : dice < 0.35 && round === 1 ? 'rework' : 'approve';
  return { decision, comment: 'because' };
}

/** By its id a slot is for the deadline (an eighth of those that have not been escalated), for soon, or for after its reminder. */
function isTime({ id, since, round, escalated, kind }: OpenSlot): boolean {
  const fate = Number.parseInt(id.slice(-1), 16) % 8;
  if (fate === 0 && round === 1 && !escalated && kind === 'approval') return false;
  return since > (fate < 4 ? 0 : 4);
}

const openSlots = (db: ChaosWorld['db']) =>
  db.query<OpenSlot>(
    `SELECT s.id, s."approvalId", a.kind, a.round, a.escalated, extract(epoch FROM now() - a."createdAt")::float8 AS since
     FROM approval_slot s JOIN approval a ON a.id = s."approvalId" WHERE a.state = 'open' AND s.state = 'open' ORDER BY random() LIMIT 20`,
  );

type Changing = ReturnType<typeof recordWrites>['change'];

async function resolveClimbed(db: ChaosWorld['db'], change: Changing): Promise<void> {
  const climbed = await db.query<{ id: string }>(
    `SELECT id FROM "case" WHERE "escalationLevel" = 2 AND status = 'open' LIMIT 10`,
  );
  for (const { id } of climbed) await change('case', id, { status: 'resolved' });
}

/** Sends until it is answered: what became of a request that broke off nobody knows. @returns the status; 0 when told to stop */
function poster(base: string, going: () => boolean) {
  return async (
    path: string,
    { body, headers }: { body: string; headers: Record<string, string> },
  ): Promise<number> => {
    for (;;) {
      const answer = await fetch(base + path, { method: 'POST', body, headers }).catch(() => null);
      if (answer && answer.status < 500) return answer.status;
      if (!going()) return 0;
      await delay(250);
    }
  };
}
