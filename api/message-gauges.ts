import { countDoubtful, countRecent, type MessageCount } from '../crm/sending/count-messages.ts';
import { readSendCounts } from '../crm/sending/count-sends.ts';
import type { ApiDeps } from './deps.ts';

const day = 24 * 3_600_000;

/** What Prometheus is told of the ledger. Unknown messages for more than a few minutes are worth an alarm. */
export function addMessageGauges({ db, metrics, clock }: Pick<ApiDeps, 'db' | 'metrics' | 'clock'>): void {
  metrics.addGauge({
    name: 'cadenza_messages_day',
    help: 'Messages planned in the last 24 hours, by channel and state.',
    labels: ['channel', 'state'],
    read: async () => (await countRecent(db, new Date(clock().getTime() - day))).map(toValue),
  });
  metrics.addGauge({
    name: 'cadenza_messages_doubtful',
    help: 'Messages of any age that are deferred, or unknown: perhaps taken.',
    labels: ['channel', 'state'],
    read: async () => (await countDoubtful(db)).map(toValue),
  });
  metrics.addCounter({
    name: 'cadenza_sends_total',
    help: 'Messages and calls of all time, by what first came of them: accepted, rejected, unknown.',
    labels: ['channel', 'outcome'],
    read: async () =>
      (await readSendCounts(db)).map(({ channel, outcome, count }) => ({ labels: { channel, outcome }, value: count })),
  });
}

function toValue({ channel, state, count }: MessageCount) {
  return { labels: { channel, state }, value: count };
}
