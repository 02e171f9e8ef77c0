import { isAlive, sendSignal } from '../../bin/setup/processes.js';
import { until } from '../harness/until.ts';
import { RunningProduct } from './running-product.ts';

let product: RunningProduct;

beforeAll(async () => {
  product = await RunningProduct.create();
  product.start();
  await product.untilReady();
}, 320_000);

afterAll(() => product.dispose());

test('the first start says where it is and how to sign in', async () => {
  await until('the address', () => /Cadenza is ready after [\d.]+ s: http:\/\/localhost:\d+/.test(product.output));
  expect(product.output).toMatch(/Sign in as \S+ with the password \S+/);
});

test('a second start on the same data folder is refused', async () => {
  const other = await RunningProduct.create(product.home);
  const child = other.start();
  // Not before all that it said was read.
  await new Promise((resolve) => child.once('close', resolve));
  expect(child.exitCode).toBe(1);
  expect(other.output).toContain('Cadenza already runs on');
});

test.each(['worker', 'api', 'temporal', 'postgres'] as const)('a killed part is started again: %s', async (part) => {
  const before = product.processes()[part];
  expect(before).toBeGreaterThan(0);
  sendSignal(before, 'SIGKILL');
  await until('another one runs', () => {
    const now = product.processes()[part];
    return now !== 0 && now !== before;
  });
  await product.untilReady();
});

test('when the supervisor is killed, the next start mends it', async () => {
  const { supervisor } = product.processes();
  sendSignal(supervisor, 'SIGKILL');
  await until('it is dead', () => !isAlive(supervisor));
  product.start();
  await product.untilReady();
});

test('when everything is killed at once, the next start mends it', async () => {
  await product.killEverything();
  product.start();
  await product.untilReady();
});

test('SIGTERM ends it and leaves no process', async () => {
  expect(await product.stop()).toBe(0);
  expect(product.leftovers()).toEqual([]);
});
