import { giveRecord } from '../../designer/clocks/give-record.ts';

const seen = { type: 'case', id: 'c1', version: 3, ownerId: 'anna' } as const;
const record = (version: number, ownerId: string | null) => ({ type: 'case', id: 'c1', version, ownerId });
const conflict = { status: 409, body: { status: 409, code: 'version-conflict', title: 'Conflict' } };

/** Answers requests in their turn, and keeps what was asked. */
function answering(...answers: readonly { readonly status?: number; readonly body: unknown }[]) {
  const asked: string[] = [];
  const left = [...answers];
  globalThis.fetch = async (path, init) => {
    const version = new Headers(init?.headers).get('if-match');
    asked.push([init?.method, path, version].filter(Boolean).join(' '));
    const { status = 200, body } = left.shift() ?? { status: 500, body: {} };
    return Response.json(body, { status });
  };
  return asked;
}

describe('giving a record to somebody', () => {
  const { fetch } = globalThis;
  afterEach(() => {
    globalThis.fetch = fetch;
  });

  test('what else changed in the meantime does not stop it, as often as that happens', async () => {
    const read = [{ body: record(4, 'anna') }, conflict, { body: record(6, 'anna') }];
    const asked = answering(conflict, ...read, { body: record(7, 'ben') });
    expect(await giveRecord(seen, 'ben')).toEqual(record(7, 'ben'));
    const path = '/api/records/case/c1';
    expect(asked).toEqual([`PATCH ${path} 3`, `GET ${path}`, `PATCH ${path} 4`, `GET ${path}`, `PATCH ${path} 6`]);
  });

  test('it is refused where somebody else gave it away', async () => {
    answering(conflict, { body: record(4, 'carl') });
    await expect(giveRecord(seen, 'ben')).rejects.toMatchObject({ code: 'version-conflict' });
  });

  test('other refusals stay what they are', async () => {
    const asked = answering({ status: 403, body: { status: 403, code: 'forbidden', title: 'Forbidden' } });
    await expect(giveRecord(seen, 'ben')).rejects.toMatchObject({ code: 'forbidden' });
    expect(asked).toHaveLength(1);
  });
});
