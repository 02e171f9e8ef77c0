import {
  countLegs,
  countLiveRuns,
  countOpenIncidents,
  countStartedRuns,
  countSteps,
  outboxLag,
  type StateCount,
} from '../crm/runs/count-engine.ts';
import type { ApiDeps } from './deps.ts';

const day = 24 * 3_600_000;

/** What Prometheus is told of the engine: runs, steps, incidents, and how far dispatch is behind. */
export function addEngineGauges({ db, metrics, clock }: Pick<ApiDeps, 'db' | 'metrics' | 'clock'>): void {
  metrics.addGauge({
    name: 'cadenza_runs',
    help: 'Runs that have not ended, by state.',
    labels: ['state'],
    read: async () => (await countLiveRuns(db)).map(toValue),
  });
  metrics.addGauge({
    name: 'cadenza_runs_started_day',
    help: 'Runs that started in the last 24 hours, by the state they are in now.',
    labels: ['state'],
    read: async () => (await countStartedRuns(db, new Date(clock().getTime() - day))).map(toValue),
  });
  metrics.addGauge({
    name: 'cadenza_steps',
    help: 'Steps that runs have done since the installation began.',
    read: async () => [{ value: await countSteps(db) }],
  });
  metrics.addCounter({
    name: 'cadenza_legs_total',
    help: 'Legs of runs that were begun since the installation began.',
    read: async () => [{ value: await countLegs(db) }],
  });
  metrics.addGauge({
    name: 'cadenza_incidents_open',
    help: 'Incidents that wait for a person, by kind.',
    labels: ['kind'],
    read: async () => (await countOpenIncidents(db)).map(({ kind, count }) => ({ labels: { kind }, value: count })),
  });
  metrics.addGauge({
    name: 'cadenza_outbox_events',
    help: 'Events that wait to be dispatched.',
    read: async () => [{ value: (await outboxLag(db)).events }],
  });
  metrics.addGauge({
    name: 'cadenza_outbox_lag_seconds',
    help: 'How long the oldest of them waits.',
    read: async () => [{ value: (await outboxLag(db)).seconds }],
  });
}

function toValue({ state, count }: StateCount) {
  return { labels: { state }, value: count };
}
