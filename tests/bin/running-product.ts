import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../bin/setup/ports.js';
import { isAlive, listProcesses, sendSignal } from '../../bin/setup/processes.js';
import { root } from '../../bin/setup/project.js';
import { until } from '../harness/until.ts';

/** `npm start` in a data folder and on a port of its own. */
export class RunningProduct {
  readonly home: string;
  readonly #port: number;
  readonly #environment: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  /** All that its starts have said, and where the last of them begins. */
  output = '';
  #startedAt = 0;

  private constructor(port: number, home: string, environment: NodeJS.ProcessEnv) {
    this.#port = port;
    this.home = home;
    this.#environment = environment;
  }

  /** `environment` is added to the variables it starts with. */
  static async create(
    home: string = join(openFolder(), 'home'),
    environment: NodeJS.ProcessEnv = {},
  ): Promise<RunningProduct> {
    return new RunningProduct(await freePort(undefined), home, environment);
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  start(): ChildProcess {
    const { NODE_OPTIONS: _, ...environment } = process.env;
    const env = {
      ...environment,
      PORT: String(this.#port),
      CADENZA_HOME: this.home,
      CADENZA_SEED: 'none',
      ...this.#environment,
    };
    const child = spawn(process.execPath, [join(root, 'bin', 'start.js')], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        this.output += chunk;
      });
    }
    this.#child = child;
    this.#startedAt = this.output.length;
    return child;
  }

  /** Waits until the last start has said that it is ready, and it is. */
  async untilReady(): Promise<void> {
    const hasSaid = () => this.output.includes('Cadenza is ready', this.#startedAt);
    await until('ready', async () => hasSaid() && (await this.isReady()), { patience: 300_000 }).catch((error) => {
      throw new Error(`${error}\n${this.output}`);
    });
  }

  async isReady(): Promise<boolean> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/readyz`, { signal: AbortSignal.timeout(2000) });
    await answer.text();
    return answer.status === 200;
  }

  /** Ids of the processes that serve this data folder, the supervisor first. */
  processes(): { supervisor: number; api: number; worker: number; postgres: number; temporal: number } {
    const all = listProcesses();
    const find = (part: string) =>
      all.find(({ command }) => command.includes(part) && command.includes(this.home))?.pid ?? 0;
    return {
      supervisor: this.#running?.pid ?? 0,
      api: find('/api.js'),
      worker: find('/worker.js'),
      postgres: find('bin/postgres -D'),
      temporal: find('server start-dev'),
    };
  }

  get #running(): ChildProcess | undefined {
    const child = this.#child;
    return child && child.exitCode === null && child.signalCode === null ? child : undefined;
  }

  leftovers(): string[] {
    return listProcesses().flatMap(({ command }) => (command.includes(this.home) ? [command] : []));
  }

  async stop(): Promise<number | null> {
    const child = this.#running;
    if (!child) return null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    return ended;
  }

  async killEverything(): Promise<void> {
    const pids = Object.values(this.processes()).filter((pid) => pid !== 0);
    for (const pid of pids) sendSignal(pid, 'SIGKILL');
    await until('all are dead', () => pids.every((pid) => !isAlive(pid)));
  }

  async dispose(): Promise<void> {
    await this.stop();
    await this.killEverything();
    rmSync(join(this.home, '..'), { recursive: true, force: true });
  }
}

/** Others may enter it: as root, the database runs as a user of its own. */
function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-start-'));
  chmodSync(folder, 0o755);
  return folder;
}
