import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Metrics of this process; other parts add their own to `registry`, gauges that ask the database through `addGauge`. */
export type Metrics = {
  readonly registry: Registry;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly replayed: Counter;
  /** A gauge whose values are asked for when Prometheus asks; `read` gives one value for each set of labels. */
  addGauge(gauge: GaugeDeclaration): void;
  /** Numbers that only grow, kept by the database: of all processes together. */
  addCounter(counter: GaugeDeclaration): void;
};

export type GaugeDeclaration = {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly read: () => Promise<
    readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
  >;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'cadenza_http_request_seconds',
    help: 'Time of requests by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  const replayed = new Counter({
    name: 'cadenza_http_replayed_total',
    help: 'Answers given again for an Idempotency-Key.',
    registers: [registry],
  });
  return {
    registry,
    requests,
    replayed,
    addGauge({ name, help, labels = [], read }) {
      new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers: [registry],
        // A database that is away must not take the other metrics with it: the gauge is left out then.
        async collect() {
          this.reset();
          for (const { labels: values = {}, value } of await read().catch(() => [])) this.set(values, value);
        },
      });
    },
    addCounter({ name, help, labels = [], read }) {
      let known: Awaited<ReturnType<typeof read>> = [];
      new Counter({
        name,
        help,
        labelNames: [...labels],
        registers: [registry],
        // A counter must not seem to begin anew: while the database is away it stays where it was.
        async collect() {
          known = await read().catch(() => known);
          this.reset();
          for (const { labels: values = {}, value } of known) this.inc(values, value);
        },
      });
    },
  };
}
