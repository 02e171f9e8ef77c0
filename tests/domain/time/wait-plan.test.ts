import { builtInCalendars } from '../../../domain/time/calendar.ts';
import { chooseCalendar } from '../../../domain/time/choose-calendar.ts';
import { calendarNamedBy, countAnew, planOfWait } from '../../../domain/time/wait-plan.ts';
import { resolveWait, type WaitTime } from '../../../domain/time/wait-time.ts';

const { business, always } = builtInCalendars('UTC');
const support = { ...business, key: 'support' };
const before = { business, always, support };
const after = { ...before, support: { ...support, holidays: [{ date: '2031-03-04' }] } };

function planned(spec: WaitTime, field?: string) {
  const scope = {
    now: Date.parse('2031-03-03T09:00:00Z'),
    zone: 'Europe/Warsaw',
    zones: { contact: 'Europe/Warsaw', company: 'UTC' },
    calendars: before,
    read: () => field,
  };
  const result = resolveWait(spec, scope);
  const plan = planOfWait(spec, result, { scope, userId: null });
  return { due: result.kind === 'due' ? result.dueAt : null, plan };
}

test('the same calendars give the same moment, a holiday more a later one', () => {
  const specs: readonly [WaitTime, string | undefined][] = [
    [{ for: { business: 'PT10H', calendar: 'support' } }, undefined],
    [{ for: { businessDays: 2, calendar: 'support' }, at: { time: '09:00', zone: 'contact' } }, undefined],
    [{ until: { field: 'x', offset: { before: { businessDays: 3, calendar: 'support' } } } }, '2031-03-10'],
  ];
  for (const [spec, field] of specs) {
    const { due, plan } = planned(spec, field);
    if (!plan) throw new Error('no plan');
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(countAnew(plan, { calendars: before })).toBe(due);
    expect(calendarNamedBy(plan)).toBe('support');
  }
  const { due, plan } = planned({ for: { business: 'PT10H', calendar: 'support' } });
  if (!plan || due === null) throw new Error('no plan');
  expect(countAnew(plan, { calendars: after }) - due).toBe(24 * 3_600_000);
});

test('a wait that no calendar moves has no plan', () => {
  expect(planned({ for: 'P2D' }).plan).toBeUndefined();
  expect(planned({ until: { field: 'x' } }, '2031-03-10').plan).toBeUndefined();
});

test('whoever is asked first stands first; a calendar that is gone is passed over', () => {
  expect(chooseCalendar(['support', 'always'], before)).toBe('support');
  expect(chooseCalendar([null, 'gone', 'always'], before)).toBe('always');
  expect(chooseCalendar([undefined, 'gone'], before)).toBe('business');
});
