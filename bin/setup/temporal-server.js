import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';
import { endProcess, listProcesses } from './processes.js';
import { runTool } from './run-tool.js';
import { SetupError } from './say.js';

/**
 * Timers fire within 10 ms instead of a second; a test run may skip its waiting times.
 */
const dynamicConfig = {
  'history.timerProcessorMaxTimeShift': '"10ms"',
  'frontend.WorkflowTimeSkippingEnabled': 'true',
};

/**
 * Where the development server lives; without a file it forgets everything when it ends.
 * @typedef {{ program: string, file?: string, port: number, uiPort?: number, logFile: string }} TemporalPlace
 */

/**
 * Starts the server and waits until its front end answers. It writes safely: the file's `synchronous` mode stays as it is.
 * @param {TemporalPlace} place
 * @returns {Promise<import('node:child_process').ChildProcess>} stop it with SIGTERM
 */
export async function startTemporal({ program, file, port, uiPort, logFile }) {
  if (file) await endLeftover(file);
  const log = openSync(logFile, 'a');
  const child = spawn(
    program,
    [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
      ...(uiPort ? ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort), '--ui-disable-news-fetch'] : ['--headless']),
      ...(file ? ['--db-filename', file, '--sqlite-pragma', 'journal_mode=wal'] : []),
      ...Object.entries(dynamicConfig).flatMap(([name, value]) => ['--dynamic-config-value', `${name}=${value}`]),
    ],
    { detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  await untilServing({ child, port, logFile });
  return child;
}

/**
 * Closed runs are kept for 30 days instead of one. Remembered by the server.
 * @param {{ program: string, port: number }} place
 */
export async function setRetention({ program, port }) {
  const address = ['--address', `127.0.0.1:${port}`];
  await runTool(program, [
    'operator',
    'namespace',
    'update',
    '--namespace',
    'default',
    '--retention',
    '30d',
    ...address,
  ]);
}

/** Ends a server that is still running on this file, whoever started it. @param {string} file */
async function endLeftover(file) {
  const leftovers = listProcesses().filter(({ command }) => `${command} `.includes(` --db-filename ${file} `));
  await Promise.all(leftovers.map(({ pid }) => endProcess(pid)));
}

/** @param {{ child: import('node:child_process').ChildProcess, port: number, logFile: string }} server */
async function untilServing({ child, port, logFile }) {
  const deadline = Date.now() + 60_000;
  while (!(await isServing(port))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      const log = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
      throw new SetupError(`The Temporal server did not start. The end of ${logFile}:\n${log}`);
    }
    await delay(50);
  }
}

/**
 * Asks the front end for its health by the standard gRPC health protocol, written by hand so that nothing has to be loaded.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isServing(port) {
  const service = Buffer.from('temporal.api.workflowservice.v1.WorkflowService');
  const message = Buffer.concat([Buffer.from([0x0a, service.length]), service]);
  const frame = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
  return new Promise((resolve) => {
    const session = connect(`http://127.0.0.1:${port}`);
    /** @param {boolean} answer */
    const end = (answer) => {
      session.destroy();
      resolve(answer);
    };
    session.once('error', () => end(false));
    session.setTimeout(2000, () => end(false));
    const headers = {
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    };
    const request = session.request(headers);
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.once('error', () => end(false));
    request.once('end', () =>
      end(
        Buffer.concat(chunks)
          .subarray(5)
          .equals(Buffer.from([0x08, 0x01])),
      ),
    );
    request.end(frame);
  });
}
