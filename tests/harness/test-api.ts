import type { Database } from '../../crm/database.ts';
import { type ApiServer, startApi } from './api-server.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

export type TestApi = Omit<ApiServer, 'close'> & { readonly database: Database };

/**
 * The API over a database of the test file's own, made before its tests and closed after them; `prepare` fills the database
 * before the API is there.
 */
export function testApi({
  publicUrl = 'http://localhost:3000',
  twilioToken = 'token',
  prepare,
}: {
  publicUrl?: string;
  twilioToken?: string;
  prepare?: (database: Database) => Promise<unknown>;
} = {}): TestApi {
  let test: TestDatabase;
  let api: ApiServer;
  beforeAll(async () => {
    test = await createTestDatabase();
    await prepare?.(test.database);
    api = await startApi(test, { publicUrl, twilioToken });
  });
  afterAll(async () => {
    await api?.close();
    await test?.drop();
  });
  return {
    get url() {
      return api.url;
    },
    get database() {
      return test.database;
    },
    call: (method, path, options) => api.call(method, path, options),
    keyOf: (...roles) => api.keyOf(...roles),
  };
}
