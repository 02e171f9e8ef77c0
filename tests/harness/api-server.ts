import type { AddressInfo } from 'node:net';
import { createApp } from '../../api/app.ts';
import { createMetrics } from '../../api/frame/metrics.ts';
import { newId } from '../../crm/ids.ts';
import { createLogger } from '../../crm/log.ts';
import { hashSecret } from '../../crm/people/secrets.ts';
import { createRenderer } from '../../crm/templates/renderer.ts';
import { createVersionCache } from '../../crm/workflows/versions.ts';
import type { TestDatabase } from './test-database.ts';

export type ApiServer = {
  readonly url: string;
  /** Sends a request with the key of a user of these roles (default: an administrator); `''` for a stranger. */
  readonly call: (
    method: string,
    path: string,
    options?: CallOptions,
  ) => Promise<{ status: number; headers: Headers; text: string; body: unknown }>;
  readonly keyOf: (...roles: string[]) => Promise<string>;
  readonly close: () => Promise<void>;
};

export type CallOptions = {
  readonly json?: unknown;
  readonly form?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
};

/** The whole API over a test database, on a free port. */
export async function startApi(
  test: TestDatabase,
  { publicUrl, twilioToken }: { publicUrl: string; twilioToken: string },
): Promise<ApiServer> {
  const renderer = createRenderer();
  const twilio = { accountSid: 'AC1', authToken: twilioToken, apiBaseUrl: undefined };
  const environment = {
    webRoot: undefined,
    smtpUrl: undefined,
    twilioFrom: undefined,
    mailFrom: undefined,
    zone: 'UTC',
  };
  const app = createApp({
    db: test.database,
    sandbox: test.sandbox,
    config: { publicUrl, twilio, ...environment },
    // No test of the API alone has one.
    askTemporal: () => Promise.reject(new Error('There is no Temporal.')),
    log: createLogger({ name: 'test', level: 'silent' }),
    metrics: createMetrics(),
    renderer,
    versions: createVersionCache(),
    carrierLink: () => null,
    streamCheckMs: 100,
    clock: () => new Date(),
  });
  const server = app.listen(0, '127.0.0.1');
  // A client must not find its connection closed at the very moment it asks once more.
  server.keepAliveTimeout = 0;
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keyOf = (...roles: string[]) => makeKey(test, roles);
  return {
    url,
    keyOf,
    call: callsTo(url, await keyOf('admin')),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await renderer.close();
    },
  };
}

function callsTo(url: string, admin: string): ApiServer['call'] {
  return async (method, path, { json, form, headers = {}, key = admin } = {}) => {
    const content = json === undefined ? form : JSON.stringify(json);
    const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(content === undefined ? {} : { 'content-type': type }),
        ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
  };
}

async function makeKey({ database }: TestDatabase, roles: readonly string[]): Promise<string> {
  const [user, secret] = [newId(), `cdz_${newId()}`];
  await database.query('INSERT INTO "user" (id, email, name, "roleKeys") VALUES ($1, $2, $2, $3)', [
    user,
    `${user}@example.test`,
    roles,
  ]);
  await database.query('INSERT INTO api_key (id, name, prefix, hash, "userId") VALUES ($1, $2, $3, $4, $5)', [
    newId(),
    'test',
    secret.slice(0, 8),
    hashSecret(secret),
    user,
  ]);
  return secret;
}
