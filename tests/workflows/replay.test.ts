import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { root } from '../../bin/setup/project.js';
import { runTool } from '../../bin/setup/run-tool.js';
import { testService } from '../harness/services.ts';
import { scenarios } from './carrier-scenarios.ts';
import { scheduleScenarios } from './schedule-scenarios.ts';

const { History } = proto.temporal.api.history.v1;
const folder = join(root, 'tests', 'workflows', 'histories');
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
const schedules = new Set(scheduleScenarios.map(({ name }) => name));
const carriers = names.filter((name) => !schedules.has(name));
let temporary: string;

beforeAll(() => {
  // Histories that fail on purpose are told by their results, not in the output.
  const silent = new DefaultLogger('ERROR', () => {});
  Runtime.install({ logger: silent, telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
  mkdirSync(join(root, 'dist'), { recursive: true });
  temporary = mkdtempSync(join(root, 'dist', 'replay-'));
});

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** What replaying recorded histories with some workflow code ends in: its name, and what was wrong. */
async function replay(bundle: string, recorded = names): Promise<Map<string, Error | undefined>> {
  const histories = recorded.map((name) => ({
    workflowId: name,
    history: History.fromObject(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))),
  }));
  const results = new Map<string, Error | undefined>();
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: { codePath: bundle } },
    histories,
  ))
    results.set(workflowId, error);
  return results;
}

/** Bundles a copy of the carrier's code in which one text is replaced by another. */
async function bundleOfChanged(from: string, to: string, file = 'carrier.ts'): Promise<string> {
  const source = readFileSync(join(root, 'workflows', file), 'utf8');
  expect(source).toContain(from);
  writeFileSync(join(temporary, file), source.replace(from, to));
  const bundle = join(temporary, 'workflows.js');
  await runTool(process.execPath, [
    join(root, 'tests', 'workflows', 'bundle-workflows.js'),
    join(temporary, file),
    bundle,
  ]);
  return bundle;
}

test('each scenario is recorded, at least twenty in all, with continuations among them', () => {
  const told = [...scenarios, ...scheduleScenarios].map(({ name }) => name);
  expect(told.filter((name) => !names.includes(name))).toEqual([]);
  expect(names.length).toBeGreaterThanOrEqual(20);
  expect(names.filter((name) => /^.*continues-as-new.*-\d$/.test(name)).length).toBeGreaterThanOrEqual(4);
});

test('every recorded history replays on the code of today', async () => {
  const { bundle } = await testService('workflows');
  const results = await replay(bundle);
  expect([...results.keys()].sort()).toEqual([...names].sort());
  expect([...results].filter(([, error]) => error !== undefined)).toEqual([]);
});

test('a change in the order of commands fails every replay', async () => {
  const changed = await bundleOfChanged(
    '    poked = false;\n',
    '    poked = false;\n    await condition(() => poked, 1);\n',
  );
  const results = await replay(changed, carriers);
  expect(
    [...results].filter(([, error]) => !(error instanceof DeterminismViolationError)).map(([name]) => name),
  ).toEqual([]);
});

test('so does a wait that is no longer begun, where the history has one', async () => {
  const changed = await bundleOfChanged(
    "if (realm === 'test' && dueAt !== null) now = dueAt;",
    'if (dueAt !== null) now = dueAt;',
  );
  const results = await replay(changed, carriers);
  const caught = [...results].filter(([, error]) => error instanceof DeterminismViolationError).map(([name]) => name);
  expect(caught).toEqual(expect.arrayContaining(['one-wait', 'drip-of-three', 'continues-as-new-between-waits']));
  expect(caught).not.toContain('one-leg');
});

test('the same is true of times of schedules', async () => {
  const changed = await bundleOfChanged(
    '  await enrollAudience({',
    "  await enrollAudience({ workflowId, triggerId, scheduledAt: '' });\n  await enrollAudience({",
    'scheduled-audience.ts',
  );
  const results = await replay(changed, [...schedules]);
  expect([...results.values()].map((error) => error instanceof DeterminismViolationError)).toEqual([true, true]);
});
