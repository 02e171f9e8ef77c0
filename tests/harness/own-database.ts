import { beforeTests } from './before-tests.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

export type OwnDatabase = Omit<TestDatabase, 'drop'>;

/** A database of the test file's own, there from its first hook or test on and dropped after the last. */
export function ownDatabase(): OwnDatabase {
  return beforeTests(createTestDatabase, (own) => own.drop());
}
