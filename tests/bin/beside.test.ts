import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { publicUrlBeside, startEnvironment } from '../../bin/setup/environment.js';
import { chooseServices, readServices } from '../../bin/setup/home.js';
import { root } from '../../bin/setup/project.js';
import { testService } from '../harness/services.ts';

const home = mkdtempSync(join(tmpdir(), 'cadenza-beside-'));
afterAll(() => rmSync(home, { recursive: true }));

const names = [
  'PORT',
  'DATABASE_URL',
  'CADENZA_PUBLIC_URL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_API_KEY',
];
/** What the work gives with these variables and none other of those above. */
function having<T>(variables: Record<string, string>, work: () => T): T {
  const before = { ...process.env };
  for (const name of names) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    return work();
  } finally {
    for (const name of names) delete process.env[name];
    Object.assign(process.env, before);
  }
}

test('links of a worker beside a start lead to the port of that start', async () => {
  const start = having({ PORT: '4000' }, startEnvironment);
  await chooseServices(home, start);
  const services = readServices(home);
  const beside = (variables: Record<string, string>, hasOwnDatabase = false) =>
    having(variables, () => publicUrlBeside({ services, hasOwnDatabase }));
  expect(beside({})).toBe('http://localhost:4000');
  expect(beside({ PORT: '4001' })).toBe('http://localhost:4000');
  expect(beside({ CADENZA_PUBLIC_URL: 'https://crm.example.com' })).toBeUndefined();
  expect(beside({ PORT: '8080' }, true)).toBeUndefined();
  expect(having({ CADENZA_PUBLIC_URL: 'https://crm.example.com' }, startEnvironment).publicUrl).toBe(
    'https://crm.example.com',
  );
});

test('a namespace or a key without a server is refused before anything starts', () => {
  for (const name of ['TEMPORAL_NAMESPACE', 'TEMPORAL_API_KEY']) {
    expect(() => having({ [name]: 'crm' }, startEnvironment)).toThrow(
      `${name} is set, which belongs to a Temporal server of your own: set TEMPORAL_ADDRESS`,
    );
    expect(having({ [name]: 'crm', TEMPORAL_ADDRESS: 'localhost:7233' }, startEnvironment).hasOwnTemporal).toBe(true);
  }
  expect(having({}, startEnvironment).hasOwnTemporal).toBe(false);
});

/** Runs `npm run NAME` with these variables and an empty data folder. */
async function run(name: string, variables: Record<string, string>): Promise<{ code: unknown; said: string }> {
  const inherited = Object.entries(process.env).filter(([key]) => ![...names, 'NODE_OPTIONS'].includes(key));
  const env = { ...Object.fromEntries(inherited), CADENZA_HOME: mkdtempSync(join(home, 'home-')), ...variables };
  const child = spawn(process.execPath, [join(root, 'bin', 'run.js'), name], { cwd: root, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  return { code: await new Promise((resolve) => child.once('close', resolve)), said };
}

test('migrating takes a database and nothing else', async () => {
  const { url: serverUrl } = await testService('postgres');
  const name = `beside_${crypto.randomUUID().replaceAll('-', '')}`;
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  await server.query(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const { code, said } = await run('migrate', { DATABASE_URL: url.href });
  expect([code, said]).toEqual([0, expect.stringContaining('migrate.done')]);
  expect(said).not.toMatch(/Building (designer|workflows)/);
  await server.query(`drop database ${name} with (force)`);
  await server.end();
  expect((await run('migrate', {})).said).toContain('Set DATABASE_URL, or run npm start first');
});
