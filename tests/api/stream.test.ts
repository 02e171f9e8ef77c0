import { newId } from '../../crm/ids.ts';
import { announce } from '../../crm/stream/announce.ts';
import { currentPlace, isResumable, readStream } from '../../crm/stream/read-stream.ts';
import { testApi } from '../harness/test-api.ts';
import { until } from '../harness/until.ts';

const api = testApi();

type Heard = {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly items: readonly { readonly id: string }[] };
};

/** Listens until `enough` events have come, of all kinds or of one, then hangs up. */
async function listen(
  enough: number,
  { lastId, only, onOpen }: { lastId?: string; only?: string; onOpen?: () => Promise<unknown> } = {},
): Promise<Heard[]> {
  const stop = new AbortController();
  const key = await api.keyOf('viewer');
  const headers = { authorization: `Bearer ${key}`, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
  const response = await fetch(`${api.url}/api/stream`, { headers, signal: stop.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const heard: Heard[] = [];
  let text = '';
  let opened = false;
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    const parsed = blocks.filter((block) => block.startsWith('id: ')).map(parse);
    heard.push(...parsed.filter(({ event }) => only === undefined || event === only));
    if (!opened) {
      opened = true;
      await onOpen?.();
    }
    if (heard.length >= enough) break;
  }
  stop.abort();
  return heard;
}

function parse(block: string): Heard {
  const line = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
  return { id: line('id'), event: line('event'), data: JSON.parse(line('data')) };
}

const tell = (kind: 'run' | 'incident', id = newId()) =>
  api.database.transaction((tx) => announce(tx, kind, [{ id }])).then(() => id);

test('a client hears what changes while it listens', async () => {
  const ids: string[] = [];
  const heard = await listen(3, { onOpen: async () => ids.push(await tell('run'), await tell('incident')) });
  expect(heard.map(({ event }) => event)).toEqual(['hello', 'run', 'incident']);
  expect(heard.slice(1).flatMap(({ data }) => data.items.map(({ id }) => id))).toEqual(ids);
});

test('whoever looks hears that everything was paused, and reads it of their session', async () => {
  const pauseAll = (paused: boolean) =>
    api.keyOf('admin').then((key) =>
      fetch(`${api.url}/api/settings`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ paused }),
      }),
    );
  const pausedForViewer = async () => {
    const authorization = `Bearer ${await api.keyOf('viewer')}`;
    const answer = await fetch(`${api.url}/api/me`, { headers: { authorization } });
    return ((await answer.json()) as { paused: boolean }).paused;
  };
  expect(await pausedForViewer()).toBe(false);
  const [heard] = await listen(1, { only: 'settings', onOpen: () => pauseAll(true) });
  expect(heard).toMatchObject({ event: 'settings', data: { items: [{ paused: true }] } });
  expect(await pausedForViewer()).toBe(true);
  expect((await pauseAll(false)).status).toBe(200);
  expect(await pausedForViewer()).toBe(false);
});

test('whoever looks hears of a task that a colleague makes, changes or deletes', async () => {
  const key = await api.keyOf('admin');
  const call = (method: string, path: string, body?: object) =>
    fetch(`${api.url}/api/records/task${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  let id = '';
  const heard = await listen(3, {
    only: 'task',
    onOpen: async () => {
      ({ id } = (await (await call('POST', '?automations=off', { title: 'Call' })).json()) as { id: string });
      await call('PATCH', `/${id}`, { status: 'done' });
      await call('DELETE', `/${id}`);
    },
  });
  expect(heard.map(({ data }) => data.items)).toEqual([[{ id }], [{ id }], [{ id }]]);
});

test('a client that comes back hears everything it missed, once and in order', async () => {
  const [hello] = await listen(1);
  const ids = [await tell('run'), await tell('run'), await tell('run')];
  const idsOf = (heard: readonly Heard[]) => heard.flatMap(({ data }) => data.items.map(({ id }) => id));
  // Where the server has older transactions open, the place told at the beginning is before what earlier tests announced.
  const all = await listen(3, { lastId: hello?.id ?? '', only: 'run' });
  expect(idsOf(all)).toEqual(ids);
  const rest = await listen(2, { lastId: all[0]?.id ?? '', only: 'run' });
  expect(idsOf(rest)).toEqual(ids.slice(1));
});

test('one that was away for too long, or makes its place up, is told to look again', async () => {
  for (const lastId of ['1.1.1', 'made up', '99999999999999999999.1.1']) {
    expect((await listen(1, { lastId })).map(({ event }) => event)).toEqual(['resync']);
  }
  const now = new Date();
  expect(isResumable(await currentPlace(api.database, now), now)).toBe(true);
});

test('an entry that commits late is not overtaken by those after it', async () => {
  const { database } = api;
  const now = new Date();
  const place = await currentPlace(database, now);
  const [slow, fast] = [newId(), newId()];
  await database.transaction(async (tx) => {
    await announce(tx, 'run', [{ id: slow }]);
    await tell('run', fast);
    expect(await readStream(database, place, now)).toEqual([]);
  });
  // Any transaction that the server has open, also in another database, may keep them back for a moment.
  const told = await until('both are told', async () => {
    const entries = await readStream(database, place, now);
    return entries.length > 1 ? entries : undefined;
  });
  expect(told.flatMap(({ items }) => items.map(({ id }) => id))).toEqual([slow, fast]);
});

test('it ends for a key that is revoked while it listens', async () => {
  const key = await api.keyOf('viewer');
  const headers = { authorization: `Bearer ${key}` };
  const response = await fetch(`${api.url}/api/stream`, { headers });
  const revoked = api.database.query(`DELETE FROM api_key WHERE prefix = $1 AND "userId" = $2::uuid`, [
    key.slice(0, 8),
    await ownerOf(key),
  ]);
  expect(await revoked).toEqual([]);
  // The text comes to its end by itself: nobody hangs up.
  expect(await response.text()).toContain('event: hello');
  expect((await fetch(`${api.url}/api/stream`, { headers })).status).toBe(401);
});

async function ownerOf(key: string): Promise<string> {
  const answer = await fetch(`${api.url}/api/me`, { headers: { authorization: `Bearer ${key}` } });
  return ((await answer.json()) as { user: { id: string } }).user.id;
}
