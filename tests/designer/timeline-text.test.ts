import { wordsIn } from '../../designer/i18n/words.ts';
import { describeTimelineItem } from '../../designer/records/timeline-text.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { translator } from './messages.ts';

const at = '2026-11-25T08:00:00.000Z';

async function detailOf(type: RecordTypeKey, changes: Readonly<Record<string, unknown>>): Promise<string | null> {
  const t = await translator('en');
  const item = { kind: 'change', id: 'c', at, action: 'created', changes };
  const formatTime = (iso: string) => `at ${iso.slice(11, 16)}`;
  return describeTimelineItem(item, { t, words: wordsIn(t), locale: 'en', formatTime, type, nameOf: (key) => key })
    .detail;
}

const set = (value: unknown) => ({ old: null, new: value });

describe('an entry of a timeline', () => {
  test('tells fields in the order of their type, in words', async () => {
    expect(
      await detailOf('lead', { tags: set(['vip', 'fair']), score: set(3), status: set('new'), firstName: set('Olga') }),
    ).toBe('First name: Olga · Status: New · Score: 3 · Tags: vip, fair');
    expect(await detailOf('product', { active: set(true), price: set(190_000), currency: set('EUR') })).toBe(
      'Price: €1,900.00 · Currency: EUR · Active: yes',
    );
    expect(await detailOf('task', { dueAt: set(at), assigneeId: set('u'), title: set('Call') })).toBe(
      'Title: Call · Due: at 08:00',
    );
  });

  test('tells what a value was before, and how many lines an offer has', async () => {
    expect(await detailOf('lead', { status: { old: 'new', new: 'hot' } })).toBe('Status: New → Hot');
    expect(await detailOf('offer', { lines: set([{ quantity: 1 }, { quantity: 2 }]) })).toBe('Lines: 2 lines');
  });
});
