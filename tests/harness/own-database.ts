import { createTestDatabase, type TestDatabase } from './test-database.ts';

export type OwnDatabase = Omit<TestDatabase, 'drop'>;

/** A database of the test file's own, there from its first hook or test on and dropped after the last. */
export function ownDatabase(): OwnDatabase {
  let own: TestDatabase;
  beforeAll(async () => {
    own = await createTestDatabase();
  });
  afterAll(() => own?.drop());
  return {
    get url() {
      return own.url;
    },
    get sandbox() {
      return own.sandbox;
    },
    get database() {
      return own.database;
    },
  };
}
