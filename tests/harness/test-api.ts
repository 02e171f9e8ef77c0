import type { Database } from '../../crm/database.ts';
import { type ApiServer, startApi } from './api-server.ts';
import { beforeTests } from './before-tests.ts';
import { createTestDatabase } from './test-database.ts';

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
  return beforeTests(
    async () => {
      const test = await createTestDatabase();
      await prepare?.(test.database);
      const api = await startApi(test, { publicUrl, twilioToken });
      const close = async () => {
        await api.close();
        await test.drop();
      };
      return { ...api, database: test.database, close };
    },
    (made) => made.close(),
  );
}
