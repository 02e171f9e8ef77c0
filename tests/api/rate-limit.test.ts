import { expect, test } from '@jest/globals';
import { testApi } from '../harness/test-api.ts';

const api = testApi();

/** What an answer says of its limit: requests a window, seconds of it, whose it is, and how many are left. */
function limitOf({ headers }: { headers: Headers }) {
  const [policy = '', rest = ''] = ['ratelimit-policy', 'ratelimit'].map((name) => headers.get(name) ?? '');
  const number = (text: string, key: string) => Number(new RegExp(`; ${key}=(\\d+)`).exec(text)?.[1]);
  const [, of] = /pk=:([^:]+):/.exec(policy) ?? [];
  return { perSecond: number(policy, 'q') / number(policy, 'w'), of, left: number(rest, 'r') };
}
const ask = async (key: string, path = '/api/no-such') => limitOf(await api.call('GET', path, { key }));

test('a key has a limit of its own, of no less than 200 requests a second', async () => {
  const [one, other] = [await api.keyOf('viewer'), await api.keyOf('viewer')];
  const [first, second] = [await ask(one), await ask(other)];
  expect(first.perSecond).toBeGreaterThanOrEqual(200);
  expect(second.perSecond).toBe(first.perSecond);
  expect(second.of).not.toBe(first.of);
  expect([(await ask(one)).left, (await ask(other)).left]).toEqual([first.left - 1, second.left - 1]);
});

test('keys that are made up, ended, or malformed count for the address they come from, all together', async () => {
  const ended = await api.keyOf('viewer');
  await api.database.query(`UPDATE api_key SET "revokedAt" = now() WHERE prefix = $1`, [ended.slice(0, 8)]);
  const stranger = await ask('');
  const made: Awaited<ReturnType<typeof ask>>[] = [];
  for (const key of ['made-up-1', 'made-up-2', ended]) made.push(await ask(key));
  made.push(
    limitOf(await api.call('GET', '/api/no-such', { key: '', headers: { authorization: 'Basic QTpC' } })),
    limitOf(await api.call('GET', '/api/no-such', { key: '', headers: { cookie: 'cadenza_session=made-up' } })),
  );
  expect(made.map(({ of, perSecond }) => ({ of, perSecond }))).toEqual(
    made.map(() => ({ of: stranger.of, perSecond: stranger.perSecond })),
  );
  expect(made.map(({ left }) => left)).toEqual(made.map((_, n) => stranger.left - 1 - n));
});

test('what messages, providers and other systems call is limited by address, wide enough for a proxy of many', async () => {
  const paths = ['/t/o/x', '/t/c/x', '/u/x', '/hooks/x', '/providers/twilio/status'];
  const limits = await Promise.all(paths.map(async (path) => limitOf(await api.call('POST', path, { key: '' }))));
  for (const { perSecond, of } of limits) {
    expect(perSecond).toBeGreaterThanOrEqual(1_000);
    expect(of).toBe(limits[0]?.of);
  }
});
