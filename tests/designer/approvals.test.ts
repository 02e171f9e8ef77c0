import { bodyOfAbsence, draftOfAbsence, isComplete } from '../../designer/absences/absence-draft.ts';
import type { Absence, ApprovalSlot } from '../../designer/api/approval-answers.ts';
import { inTellingOrder, saidChanges } from '../../designer/approvals/bound-text.ts';
import { sayReason, slotName, slotOf, slotOrigin } from '../../designer/approvals/slot-text.ts';
import { wordsIn } from '../../designer/i18n/words.ts';
import { translator } from './messages.ts';

const slot = (id: string, given: Partial<ApprovalSlot> = {}): ApprovalSlot => ({
  id,
  approverId: `user-${id}`,
  approverName: id,
  group: null,
  candidates: [{ id: `user-${id}`, name: id }],
  state: 'open',
  actedByName: null,
  ...given,
});

async function telling(absences: readonly Partial<Absence>[] = []) {
  const t = await translator('en');
  return { t, userName: (id: string) => id, sayDay: () => 'Friday', absences: absences as readonly Absence[] };
}

describe('who is asked', () => {
  test('in whose place, and until when they are away', async () => {
    const moved = slot('Ann', { state: 'moved' });
    const next = slot('Bob', { movedFrom: { slotId: 'Ann', reason: 'absence', by: null } });
    const away = [{ userId: 'user-Ann', state: 'running' as const, until: '2026-11-27T08:00:00.000Z' }];
    expect(slotOrigin(next, [moved, next], await telling(away))).toBe('for Ann, who is away until Friday');
    expect(slotOrigin(next, [moved, next], await telling())).toBe('for Ann, who is away');
    expect(slotOrigin(slot('Cat'), [], await telling())).toBeNull();
    const counted = slot('Dan', { state: 'moved', countsWith: 'Bob' });
    expect(slotOrigin(slot('Bob'), [counted], await telling())).toBe('for Dan, who is away');
  });

  test('a group by its name, one’s own slot before one of a group', async () => {
    const group = slot('g', { approverId: null, approverName: null, ref: { role: 'manager' }, group: 'role manager' });
    expect(slotName(group, await telling())).toBe('the role manager');
    const mine = { ...group, candidates: [{ id: 'user-Ann', name: 'Ann' }] };
    expect(slotOf({ slots: [mine, slot('Ann')] }, 'user-Ann')?.id).toBe('Ann');
    expect(slotOf({ slots: [mine] }, 'user-Ann')?.id).toBe('g');
  });
});

test('what changed is told by field, of lines those that went and came; amounts first', async () => {
  const t = await translator('en');
  const saying = { t, words: wordsIn(t), locale: 'en', formatTime: (iso: string) => iso };
  const line = (quantity: number) => ({ description: 'Licence', quantity, unitPrice: 120_000, discountPercent: 0 });
  const diff = {
    lines: { old: [line(40), line(1)], new: [line(30), line(1)] },
    discountPercent: { old: 18, new: 15 },
    total: { old: 4_920_000, new: 3_720_000 },
  };
  expect(inTellingOrder('offer', Object.keys(diff))).toEqual(['total', 'discountPercent', 'lines']);
  const [total, discount, lines] = saidChanges('offer', diff, { currency: 'EUR', saying });
  expect(total?.parts).toEqual([{ old: '€49,200.00', now: '€37,200.00' }]);
  expect(discount?.parts).toEqual([{ old: '18 %', now: '15 %' }]);
  expect(lines?.parts).toEqual([{ old: '40 × Licence at €1,200.00', now: '30 × Licence at €1,200.00' }]);
});

test('why it ended is told by its code, or as somebody said it', async () => {
  const [en, pl] = [await translator('en'), await translator('pl')];
  expect([sayReason('run-ended', en), sayReason('run-ended', pl)]).toEqual([
    'its run has ended',
    'przebieg się zakończył',
  ]);
  expect(sayReason('wrong {{price}}: see mail', pl)).toBe('wrong {{price}}: see mail');
});

test('what stops an approval is told in Polish, with whom and what it is about', async () => {
  const [en, pl] = [wordsIn(await translator('en')), wordsIn(await translator('pl'))];
  const message = 'Nobody is left to decide "Offer".';
  const standing = { code: 'nobody-in-group', message, details: { about: 'slot', title: 'Offer', who: 'role board' } };
  expect(en.incident(standing)).toBe(message);
  expect(pl.incident(standing)).toMatch(/„Offer”.*role board/);
  const codes = ['nobody-to-ask', 'only-submitter', 'nobody-stands-in', 'quorum-too-large', 'no-approval-rule'];
  for (const code of codes) expect(pl.incident({ code, message })).not.toBe(message);
  for (const code of ['nobody-stands-in', 'nobody-to-escalate-to', 'nobody-takes-over'])
    expect(pl.incident({ code, message, details: { about: 'x', title: 'Offer', who: 'Ann', count: 2 } })).toContain(
      'Ann',
    );
  expect(pl.incident({ code: 'send-failed', message })).toBe(message);
});

test('an absence is typed in the zone of the user, a week from the next day where nothing is said', () => {
  const zone = 'Europe/Warsaw';
  const draft = draftOfAbsence(null, { me: 'me', zone, now: Date.parse('2026-03-27T10:00:00.000Z') });
  expect(draft).toMatchObject({ from: '2026-03-28T00:00', until: '2026-04-04T00:00' });
  expect(bodyOfAbsence(draft, zone)).toMatchObject({
    from: '2026-03-27T23:00:00.000Z',
    until: '2026-04-03T22:00:00.000Z',
    substituteId: null,
  });
  expect(isComplete({ ...draft, until: '' }, zone)).toBe(false);
});
