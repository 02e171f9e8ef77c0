import { expect, test } from '@jest/globals';
import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { guardActivities } from '../../activities/guard-activities.ts';
import { createLogger } from '../../crm/log.ts';
import { ownDatabase } from '../harness/own-database.ts';

const own = ownDatabase();
const input = { carrierId: 'c', realm: 'live', lane: 0, lanes: 1 } as const;

function failing(work: () => Promise<never>) {
  const heard: Record<string, unknown>[] = [];
  const log = Object.assign(createLogger({ name: 'test', level: 'silent' }), {
    warn: (line: Record<string, unknown>) => heard.push(line),
  });
  const { advance } = guardActivities({ advance: work, advanceLone: work, enrollAudience: work }, log);
  return { heard, failure: advance(input).catch((error: unknown) => error) };
}

test('a failure tells Temporal a code and an id, under which the log tells the rest; no value of a record', async () => {
  const { heard, failure } = failing(async () => {
    await own.database.query(`SELECT 'planted@example.test'::uuid`);
    throw new Error('not reached');
  });
  const told = await failure;
  expect(told).toBeInstanceOf(ApplicationFailure);
  expect(told).toMatchObject({ type: '22P02', message: `22P02 ${String(heard[0]?.id)}` });
  expect(`${(told as Error).message} ${(told as Error).stack}`).not.toContain('planted');
  expect((told as Error).cause).toBeUndefined();
  expect(heard).toMatchObject([{ event: 'activity.failed', err: { code: '22P02' } }]);
});

test('a cancellation stays one', async () => {
  const { heard, failure } = failing(() => Promise.reject(new CancelledFailure('over')));
  expect([await failure, heard]).toEqual([expect.any(CancelledFailure), []]);
});
