import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { bundleProcesses } from '../../bin/setup/build-server.js';
import { root } from '../../bin/setup/project.js';

let folder: string;
beforeAll(async () => {
  // Inside the project, so that the processes find their packages.
  mkdirSync(join(root, 'dist'), { recursive: true });
  folder = mkdtempSync(join(root, 'dist', 'logic-cases-'));
  await bundleProcesses(folder, {
    api: 'api/main.ts',
    worker: 'worker/main.ts',
    cases: 'tests/domain/logic/disagreements.ts',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All files that a built file loads, itself among them. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, path = ''] of readFileSync(join(folder, file), 'utf8').matchAll(
    /^(?:import|export|\} from).*?"\.\/([^"]+)"/gm,
  )) {
    loadedBy(basename(path), seen);
  }
  return seen;
}

function holdersOf(source: string, process: string): string[] {
  return [...loadedBy(process)].filter((file) => readFileSync(join(folder, file), 'utf8').includes(`// ${source}\n`));
}

test.each(['compile', 'evaluate', 'operators', 'closures'])(
  'the built API and the built worker load the %s of conditions that is tried here',
  (name) => {
    const tried = holdersOf(`domain/logic/${name}.ts`, 'cases.js');
    expect(tried).toHaveLength(1);
    expect(holdersOf(`domain/logic/${name}.ts`, 'api.js')).toEqual(tried);
    expect(holdersOf(`domain/logic/${name}.ts`, 'worker.js')).toEqual(tried);
  },
);

test('in a process of its own it answers every case of the table', async () => {
  const script = `
    import { readFileSync } from 'node:fs';
    const { disagreements } = await import(process.argv[1]);
    process.stdout.write(JSON.stringify(disagreements(JSON.parse(readFileSync(process.argv[2], 'utf8')))));`;
  const table = join(root, 'tests', 'fixtures', 'logic-cases.json');
  const args = ['--input-type=module', '--eval', script, join(folder, 'cases.js'), table];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(JSON.parse(stdout)).toEqual([]);
});
