import { prepareInstallation } from '../../crm/seed/prepare-installation.ts';
import { testApi } from './test-api.ts';

const admin = { email: 'admin@example.test', password: 'secret-of-tests' };

export type Answer = {
  readonly status: number;
  readonly etag: string | null;
  readonly body: Record<string, unknown> & { readonly issues?: { path: string; code: string }[] };
};

/** The API over a fresh installation, with shortcuts for workflows; made before and closed after the tests of a file. */
export function workflowApi() {
  const api = testApi({
    prepare: (database) => prepareInstallation(database, { admin, apiKey: undefined, seed: 'none', now: new Date() }),
  });
  const call = async (
    method: string,
    path: string,
    json?: unknown,
    options: { key?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> => {
    const { status, headers, body } = await api.call(method, path, {
      ...(json === undefined ? {} : { json }),
      ...options,
    });
    return { status, etag: headers.get('etag'), body: body as Answer['body'] };
  };
  return {
    call,
    database: () => api.database,
    keyOf: (role: string) => api.keyOf(role),
    /** Sends a body as it stands. */
    send: (method: string, path: string, text: string) =>
      api.call(method, path, { headers: { 'content-type': 'application/json' }, form: text }),
    /** Makes a lead and gives its id. */
    async lead(fields: Record<string, unknown> = {}): Promise<string> {
      const { body } = await call('POST', '/api/records/lead', {
        lastName: 'Test',
        email: 'lead@example.test',
        ...fields,
      });
      return String(body.id);
    },
    /** Makes and publishes a workflow. */
    async published(key: string, change: Record<string, unknown> = {}): Promise<void> {
      expect((await call('POST', '/api/workflows', definition(key, change))).status).toBe(201);
      expect((await call('POST', `/api/workflows/${key}/publish`, {})).status).toBe(200);
    },
  };
}

/** A definition that can be started by hand and by a lead whose source is `for-<key>`. */
export const definition = (key: string, change: Record<string, unknown> = {}) => ({
  format: 1,
  key,
  name: 'A test',
  subject: 'lead',
  triggers: [
    { id: 'by-hand', type: 'manual' },
    { id: 'made', type: 'record', on: 'created', when: { '==': [{ var: 'record.source' }, `for-${key}`] } },
  ],
  enrollment: { reentry: { mode: 'after-exit' }, concurrency: 'single' },
  start: 'pause',
  steps: {
    pause: { type: 'wait', config: { for: 'PT1H' }, next: { done: 'tag' } },
    tag: { type: 'add-tag', config: { tag: 'seen' }, next: { done: null } },
  },
  layout: {},
  notes: [],
  ...change,
});
