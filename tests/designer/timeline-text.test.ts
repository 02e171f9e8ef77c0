import type { TimelineItem } from '../../designer/api/answers.ts';
import { wordsIn } from '../../designer/i18n/words.ts';
import { describeTimelineItem } from '../../designer/records/timeline-text.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { translator } from './messages.ts';

const at = '2026-11-25T08:00:00.000Z';

async function told(item: TimelineItem, { type, locale = 'en' }: { type: RecordTypeKey; locale?: 'en' | 'pl' }) {
  const t = await translator(locale);
  const formatTime = (iso: string) => `at ${iso.slice(11, 16)}`;
  return describeTimelineItem(item, { t, words: wordsIn(t), locale, formatTime, type, nameOf: (key) => key });
}

const detailOf = async (type: RecordTypeKey, changes: Readonly<Record<string, unknown>>) =>
  (await told({ kind: 'change', id: 'c', at, action: 'created', changes }, { type })).detail;

const eventOf = async (type: string, properties: Readonly<Record<string, unknown>>, locale: 'en' | 'pl') => {
  const { title, detail } = await told({ kind: 'event', id: 'e', at, type, properties }, { type: 'offer', locale });
  return [title, detail];
};

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

  test('tells who got the record, and why', async () => {
    const [ann, bob] = ['aaaaaaaa-0000', 'bbbbbbbb-0000'];
    const assigned = (more: object, locale: 'en' | 'pl' = 'en') =>
      told({ kind: 'assignment', id: 'a', at, runId: 'r', queue: null, ...more }, { type: 'case', locale });
    const busy = {
      userId: ann,
      by: 'least-busy',
      reason: { rule: 2, open: 3, skills: ['refunds'], passedOver: [{ userId: bob, why: 'absent' }] },
    };
    expect(await assigned(busy)).toEqual({
      title: 'Given to aaaaaaaa',
      detail: 'Fewest open records: 3 · Rule 2 was true · Skills asked for: refunds · Passed over: bbbbbbbb (away)',
      href: '/runs/r',
    });
    expect((await assigned(busy, 'pl')).detail).toBe(
      'Najmniej otwartych rekordów: 3 · Spełniona reguła 2 · Wymagane umiejętności: refunds · Pominięto: bbbbbbbb (nieobecność)',
    );
    expect(await assigned({ userId: null, by: 'nobody', queue: 'first', reason: {} })).toMatchObject({
      title: 'Given to nobody',
      detail: 'Nobody could take it · Waits in the queue first',
    });
    expect((await assigned({ userId: null, by: 'claim', queue: 'first', reason: {} })).title).toBe(
      'Put back into the queue first',
    );
  });

  test('tells an event of the product in the language of the app, without ids', async () => {
    const decided = {
      approvalId: '0190a000-0000-7000-8000-00000000aa01',
      kind: 'approval',
      title: 'OF-1',
      runId: null,
      workflow: 'offer-approval',
      stepId: 'decide',
      round: 1,
      decision: 'rework',
      by: '0190a000-0000-7000-8000-00000000aa02',
      comment: 'Less',
    };
    expect(await eventOf('approval.decided', decided, 'en')).toEqual([
      'Somebody decided',
      'Title: OF-1 · Round: 1 · Decision: Sent back · Comment: Less',
    ]);
    expect(await eventOf('approval.decided', decided, 'pl')).toEqual([
      'Ktoś podjął decyzję',
      'Tytuł: OF-1 · Runda: 1 · Decyzja: Odesłano do poprawy · Komentarz: Less',
    ]);
    const bounced = { messageId: '0190a000-0000-7000-8000-00000000aa03', bot: false, hard: true };
    expect(await eventOf('email.bounced', bounced, 'pl')).toEqual(['Zwrot e-maila', null]);
  });

  test('tells an event of others as it is', async () => {
    expect(await eventOf('shop.visited', { kind: 'sale', pageCount: 3, at }, 'pl')).toEqual([
      'Shop.visited',
      'Kind: sale · Page count: 3 · At: at 08:00',
    ]);
  });
});
