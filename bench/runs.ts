import type { Database } from '../crm/database.ts';
import { newId } from '../crm/ids.ts';
import { insertRuns } from '../crm/runs/insert-runs.ts';
import type { LiveVersion } from '../crm/workflows/versions.ts';
import { carrierWorkflowId } from '../worker/relay.ts';
import { fromTheDefinition, pauseMs, publishBenchWorkflow } from './bench-workflow.ts';
import { type Bench, openBench } from './open-bench.ts';
import { type CpuMillis, startServers } from './servers.ts';
import { printTable, type Row } from './table.ts';

/** Events of a run alone. */
const mostEvents = 45;
/** How often each side has its turn. */
const rounds = 3;
/** As many runs of each as take about as long as the 60 by hand: the waits at its end weigh on every turn alike. */
const sizes = [
  { name: 'alone', inCarrier: 1, runs: 120, target: 1.5 },
  { name: 'in carriers of 20', inCarrier: 20, runs: 1_200, target: 15 },
  { name: 'in carriers of 500', inCarrier: 500, runs: 5_000, target: 60 },
] as const;

type Figures = {
  readonly perSecond: number;
  /** A run. */
  readonly cpu: CpuMillis;
  readonly events: number;
  readonly bytes: number;
  /** Histories that were looked at: all. */
  readonly histories: number;
  /** A history holds a part of the definition, or of a record. */
  readonly tells: boolean;
};

/** Runs a second of the engine, alone and in carriers, against the same process written by hand, on the same servers. */
export async function benchRuns(): Promise<boolean> {
  const servers = await startServers();
  const bench = await openBench(servers);
  const rows: Row[] = [];
  try {
    for (const sends of [true, false]) {
      const version = await publishBenchWorkflow(bench.db, sends);
      await warmUp(bench, version, sends);
      rows.push(...(await measureInTurns(bench, version, sends)));
    }
  } finally {
    await bench.close();
    await servers.stop();
  }
  return printTable('runs', 'runs of ten steps: a variable, split, message, wait 0.5 s, message, twice, end', rows);
}

/** All sides again and again, one after the other: what slows the machine down for a while slows them all. */
async function measureInTurns(bench: Bench, version: LiveVersion, sends: boolean): Promise<Row[]> {
  const measured = sends ? sizes : sizes.slice(0, 1);
  const byHand: Figures[] = [];
  const engine = measured.map((): Figures[] => []);
  for (let round = 0; round < rounds; round += 1) {
    byHand.push(await measureByHand(bench, version, { runs: 60, sends }));
    for (const [index, size] of measured.entries()) engine[index]?.push(await measureEngine(bench, version, size));
  }
  const what = sends ? 'with messages' : 'without messages';
  const base = together(byHand);
  return [
    rowOf(`by hand, ${what}`, base, base, null),
    ...measured.map(({ name, target }, index) =>
      rowOf(`${name}, ${what}`, together(engine[index] ?? []), base, sends ? target : 2),
    ),
  ];
}

/** Measurements of equally many runs as one: the runs of all in the time of all. */
function together(figures: readonly Figures[]): Figures {
  const mean = (of: (item: Figures) => number) => figures.reduce((sum, item) => sum + of(item), 0) / figures.length;
  return {
    perSecond: 1 / mean(({ perSecond }) => 1 / perSecond),
    cpu: {
      node: mean(({ cpu }) => cpu.node),
      postgres: mean(({ cpu }) => cpu.postgres),
      temporal: mean(({ cpu }) => cpu.temporal),
    },
    events: mean(({ events }) => events),
    bytes: mean(({ bytes }) => bytes),
    histories: figures.reduce((sum, item) => sum + item.histories, 0),
    tells: figures.some(({ tells }) => tells),
  };
}

/** Code that is compiled and statements that are planned at their first use are not what either side costs. */
async function warmUp(bench: Bench, version: LiveVersion, sends: boolean): Promise<void> {
  await measureByHand(bench, version, { runs: 30, sends });
  await measureEngine(bench, version, { runs: 30, inCarrier: 1 });
}

function rowOf(name: string, figures: Figures, base: Figures, target: number | null): Row {
  const ratio = figures.perSecond / base.perSecond;
  return {
    name,
    ok: target === null || (ratio >= target && figures.events < mostEvents && !figures.tells),
    figures: {
      'runs/s': figures.perSecond.toFixed(1),
      'against by hand': `${ratio.toFixed(2)}×`,
      target: target === null ? '' : `≥ ${target}×`,
      'CPU ms/run': (figures.cpu.node + figures.cpu.postgres + figures.cpu.temporal).toFixed(1),
      node: figures.cpu.node.toFixed(1),
      postgres: figures.cpu.postgres.toFixed(1),
      temporal: figures.cpu.temporal.toFixed(1),
      'events/run': figures.events.toFixed(2),
      'bytes/run': figures.bytes.toFixed(0),
      'definition in histories': target === null ? '' : figures.tells ? 'YES' : `in none of ${figures.histories}`,
    },
  };
}

/** Leads and runs at their first step, in carriers of a size. */
async function insert(
  db: Database,
  version: LiveVersion,
  { runs, inCarrier }: { runs: number; inCarrier: number },
): Promise<{ runIds: string[]; carriers: string[] }> {
  const runIds: string[] = [];
  const carriers = new Set<string>();
  for (let begun = 0; begun < runs; begun += inCarrier) {
    const ids = Array.from({ length: Math.min(inCarrier, runs - begun) }, () => newId());
    await db.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO lead (id, "firstName", email) SELECT id, 'Ann', id::text || '@example.test' FROM unnest($1::uuid[]) AS id`,
        [ids],
      );
      const requests = ids.map((id) => ({
        runId: newId(),
        enrollmentId: null,
        key: null,
        request: {
          version,
          triggerId: 'hand',
          subject: { type: 'lead' as const, id },
          cause: id,
          origin: { by: 'hand' as const },
          chain: [],
          paused: false,
        },
      }));
      const seats = await insertRuns(tx, requests, { now: new Date(), queue: 'interactive' });
      runIds.push(...seats.keys());
      for (const seat of seats.values()) carriers.add(seat);
    });
  }
  return { runIds, carriers: [...carriers] };
}

async function untilEnded(db: Database): Promise<void> {
  for (;;) {
    const open = await db.query('SELECT 1 FROM run WHERE "endedAt" IS NULL LIMIT 1');
    if (open.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function measureEngine(
  bench: Bench,
  version: LiveVersion,
  { runs, inCarrier }: { runs: number; inCarrier: number },
): Promise<Figures> {
  const { carriers } = await insert(bench.db, version, { runs, inCarrier });
  const [began, cpu] = [performance.now(), bench.servers.cpuMillis()];
  while ((await bench.relay()) > 0);
  await untilEnded(bench.db);
  return figuresOf(bench, {
    runs,
    seconds: (performance.now() - began) / 1000,
    cpu: difference(bench.servers.cpuMillis(), cpu),
    workflowIds: carriers.map((id) => carrierWorkflowId(id)),
  });
}

async function measureByHand(
  bench: Bench,
  version: LiveVersion,
  { runs, sends }: { runs: number; sends: boolean },
): Promise<Figures> {
  const { runIds } = await insert(bench.db, version, { runs, inCarrier: 1 });
  await bench.db.query('UPDATE carrier SET "pokedAt" = NULL');
  const [began, cpu] = [performance.now(), bench.servers.cpuMillis()];
  const workflowIds = runIds.map((id) => `by-hand-${id}`);
  const starting = [...runIds];
  const lane = async () => {
    for (let runId = starting.pop(); runId !== undefined; runId = starting.pop()) {
      await bench.client.workflow.start('byHand', {
        workflowId: `by-hand-${runId}`,
        taskQueue: 'by-hand',
        args: [{ runId, sends, pauseMs }],
      });
    }
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  await untilEnded(bench.db);
  return figuresOf(bench, {
    runs,
    seconds: (performance.now() - began) / 1000,
    cpu: difference(bench.servers.cpuMillis(), cpu),
    workflowIds,
  });
}

function difference(after: CpuMillis, before: CpuMillis): CpuMillis {
  return {
    node: after.node - before.node,
    postgres: after.postgres - before.postgres,
    temporal: after.temporal - before.temporal,
  };
}

/** Of all histories, once they are closed: their sizes, and whether one tells of the definition or of a record. */
async function figuresOf(
  bench: Bench,
  { runs, seconds, cpu, workflowIds }: { runs: number; seconds: number; cpu: CpuMillis; workflowIds: string[] },
): Promise<Figures> {
  let [events, bytes] = [0, 0];
  let tells = false;
  for (const workflowId of workflowIds) {
    const handle = bench.client.workflow.getHandle(workflowId);
    await handle.result();
    const { raw } = await handle.describe();
    events += Number(raw.workflowExecutionInfo?.historyLength ?? 0);
    bytes += Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0);
    tells ||= fromTheDefinition.test(textOf(await handle.fetchHistory()));
  }
  return {
    perSecond: runs / seconds,
    cpu: { node: cpu.node / runs, postgres: cpu.postgres / runs, temporal: cpu.temporal / runs },
    events: events / runs,
    bytes: bytes / runs,
    histories: workflowIds.length,
    tells,
  };
}

/** A history with its payloads readable. */
function textOf(history: object): string {
  return JSON.stringify(history, function (this: Readonly<Record<string, unknown>>, key, value: unknown) {
    // Before a buffer is made a list of numbers.
    const raw = this[key];
    return raw instanceof Uint8Array ? Buffer.from(raw).toString() : value;
  });
}
