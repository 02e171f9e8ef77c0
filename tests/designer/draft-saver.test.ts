import { Problem } from '../../designer/api/problem.ts';
import { type Buffered, draftBuffer } from '../../designer/editing/draft-buffer.ts';
import { DraftSaver, type Keeping } from '../../designer/editing/draft-saver.ts';
import type { JsonObject } from '../../domain/json.ts';

const problem = (code: string, status: number) => new Problem({ status, code, title: code });

/** A saver with a clock and an API of the test's own. */
function world() {
  let clock = 0;
  let planned: { at: number; work: () => void } | null = null;
  const api = { version: 1, draft: {} as JsonObject, answer: null as Error | null, calls: 0 };
  const states: Keeping['state'][] = [];
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const buffer = draftBuffer(storage, 'mine');
  const saver = new DraftSaver({
    version: 1,
    draft: api.draft,
    buffer,
    now: () => clock,
    later(ms, work) {
      const plan = { at: clock + ms, work };
      planned = plan;
      return () => {
        if (planned === plan) planned = null;
      };
    },
    async save(draft, over) {
      api.calls += 1;
      if (api.answer) throw api.answer;
      if (over !== undefined && over !== api.version) throw problem('version-conflict', 409);
      api.draft = draft;
      api.version += 1;
      return api.version;
    },
    onKeeping: ({ state }) => states.push(state),
  });
  /** Lets time pass; what falls due is done to its end. */
  const pass = async (ms: number) => {
    const until = clock + ms;
    for (let next = planned; next && next.at <= until; next = planned) {
      clock = next.at;
      planned = null;
      next.work();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
    clock = until;
  };
  return { saver, api, buffer, states, kept, pass };
}

const numbered = (n: number): JsonObject => ({ n });

describe('saving a draft by itself', () => {
  test('a second after the last change, and while somebody types on, before five seconds are over', async () => {
    const { saver, api, states, buffer, pass } = world();
    saver.changed(numbered(1));
    expect(buffer.read()).toEqual({ version: 1, draft: { n: 1 } });
    await pass(999);
    expect(api.calls).toBe(0);
    await pass(1);
    expect(api).toMatchObject({ calls: 1, draft: { n: 1 }, version: 2 });
    expect(buffer.read()).toBeNull();
    for (let n = 2; n < 12; n += 1) {
      saver.changed(numbered(n));
      await pass(400);
    }
    expect(api.calls).toBe(2);
    await pass(1000);
    expect(api).toMatchObject({ draft: { n: 11 } });
    expect(states.at(-1)).toBe('saved');
    expect(saver.isDirty).toBe(false);
  });

  test('what changes while it is saved is saved after it', async () => {
    const { saver, api, pass } = world();
    saver.changed(numbered(1));
    const flushed = saver.flush();
    await Promise.resolve();
    saver.changed(numbered(2));
    await flushed;
    await pass(1000);
    expect(api).toMatchObject({ calls: 2, draft: { n: 2 } });
  });

  test('without a network it stays in the browser, and is saved when there is one', async () => {
    const { saver, api, states, buffer, pass } = world();
    api.answer = problem('offline', 0);
    saver.changed(numbered(1));
    await pass(1000);
    expect(states.at(-1)).toBe('offline');
    expect(buffer.read()).toEqual({ version: 1, draft: { n: 1 } });
    expect(await saver.flush()).toBe(false);
    api.answer = null;
    await pass(4000);
    expect(api.draft).toEqual({ n: 1 });
    expect(buffer.read()).toBeNull();
  });

  test('after somebody else saved, nothing is saved over theirs until it is said; both are there', async () => {
    const { saver, api, states, buffer, pass } = world();
    api.version = 7;
    saver.changed(numbered(1));
    await pass(1000);
    expect(states.at(-1)).toBe('conflict');
    saver.changed(numbered(2));
    await pass(60_000);
    expect([api.calls, await saver.flush()]).toEqual([1, false]);
    expect(buffer.read()).toEqual({ version: 1, draft: { n: 2 } });
    await saver.overwrite();
    expect(api).toMatchObject({ draft: { n: 2 }, version: 8 });
    expect(saver.version).toBe(8);
    saver.changed(numbered(3));
    await pass(1000);
    expect(api).toMatchObject({ draft: { n: 3 }, version: 9 });
  });

  test('theirs is taken over, and mine is forgotten', async () => {
    const { saver, api, buffer, pass } = world();
    api.version = 7;
    saver.changed(numbered(1));
    await pass(1000);
    saver.takeOver(numbered(70), 7);
    expect([buffer.read(), saver.isDirty]).toEqual([null, false]);
    saver.changed(numbered(71));
    expect(await saver.flush()).toBe(true);
    expect(api).toMatchObject({ draft: { n: 71 }, version: 8 });
  });

  test('what the API does not take is said, and tried again with the next change', async () => {
    const { saver, api, states, pass } = world();
    api.answer = problem('too-large', 413);
    saver.changed(numbered(1));
    await pass(1000);
    expect(states.at(-1)).toBe('refused');
    await pass(60_000);
    expect(api.calls).toBe(1);
    api.answer = null;
    saver.changed(numbered(2));
    await pass(1000);
    expect(api.draft).toEqual({ n: 2 });
  });

  test('changed and changed back is nothing to save', async () => {
    const { saver, api, states, buffer, pass } = world();
    const before = api.draft;
    saver.changed(numbered(1));
    saver.changed(before);
    await pass(10_000);
    expect([api.calls, states.at(-1), buffer.read()]).toEqual([0, 'saved', null]);
  });
});

describe('what is kept in the browser', () => {
  test('anything else under its name, and a browser that keeps nothing, count as nothing', () => {
    const { buffer, kept } = world();
    for (const text of ['', 'x', '{}', '{"version":"1","draft":{}}']) {
      kept.set('cadenza.draft.mine', text);
      expect(buffer.read()).toBeNull();
    }
    const refuse = () => {
      throw new Error('QuotaExceededError');
    };
    const full = draftBuffer({ getItem: refuse, setItem: refuse, removeItem: refuse }, 'mine');
    const buffered: Buffered = { version: 1, draft: {} };
    full.write(buffered);
    full.clear();
    expect(full.read()).toBeNull();
  });
});
