import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listen } from '../../api/listen.ts';
import { root } from '../../bin/setup/project.js';

const taken = createServer();
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => taken.listen(0, resolve));
  port = (taken.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => taken.close(resolve)));

test('a free port is served on, a taken one is refused by its name', async () => {
  const server = await listen((_request, response) => response.end('here'), 0);
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await answer.text()).toBe('here');
  await new Promise((resolve) => server.close(resolve));
  await expect(listen(() => {}, port)).rejects.toMatchObject({
    problems: [expect.stringMatching(`port ${port} is taken by another program; .*set PORT to another one`)],
  });
});

test('a process that cannot listen says so in plain words and ends', async () => {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = { ...inherited, PORT: String(port), DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/unused' };
  const file = (path: string) => JSON.stringify(pathToFileURL(join(root, path)).href);
  const program = `
    const { runProcess } = await import(${file('crm/run-process.ts')});
    const { listen } = await import(${file('api/listen.ts')});
    await runProcess('api', async ({ config }) => { await listen(() => {}, config.port); console.log('listening'); });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { cwd: root, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, said]).toEqual([1, expect.stringContaining(`port ${port} is taken by another program`)]);
  expect(said).not.toContain('listening');
});
