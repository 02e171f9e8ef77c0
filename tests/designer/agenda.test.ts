import { type AgendaItem, datesOf, daysOf, onDate, periodOf, stepped } from '../../designer/agenda/agenda-days.ts';
import { checklistOf, ticked } from '../../designer/tasks/checklist.ts';
import { dueGroupOf } from '../../designer/tasks/due-groups.ts';
import { laterTimes } from '../../designer/tasks/later-times.ts';

const zone = 'Europe/Warsaw';
const item = (part: Partial<AgendaItem>): AgendaItem => ({
  kind: 'task',
  id: 'a',
  title: 'Call',
  start: '2026-11-24T08:00:00.000Z',
  allDay: false,
  personId: null,
  personName: null,
  state: 'open',
  ...part,
});

describe('the days of a calendar', () => {
  test('a month is shown in whole weeks, a week from Monday, a list by the month', () => {
    const month = datesOf('month', '2026-11-24');
    expect([month[0], month.at(-1), month.length]).toEqual(['2026-10-26', '2026-12-06', 42]);
    expect(datesOf('week', '2026-11-22')).toHaveLength(7);
    expect(datesOf('week', '2026-11-22')[0]).toBe('2026-11-16');
    expect(datesOf('list', '2026-11-22')).toHaveLength(30);
    expect([stepped('month', '2026-01-31', 1), stepped('week', '2026-03-30', -1)]).toEqual([
      '2026-02-01',
      '2026-03-23',
    ]);
  });

  test('they begin and end at midnight of the reader, also where the clock is changed', () => {
    expect(periodOf(['2026-10-24', '2026-10-25'], zone)).toEqual({
      from: '2026-10-23T22:00:00.000Z',
      to: '2026-10-25T23:00:00.000Z',
    });
  });

  test('what lasts stands on each of its days, an end at midnight not on the next', () => {
    const days = daysOf(
      ['2026-11-23', '2026-11-24', '2026-11-25'],
      [
        item({}),
        item({ kind: 'absence', id: 'b', start: '2026-11-22T23:00:00.000Z', end: '2026-11-24T23:00:00.000Z' }),
        item({ kind: 'holiday', id: 'h', start: '2026-11-25', title: 'Free' }),
      ],
      zone,
    );
    expect(days.map(({ items, holiday }) => [items.map(({ id }) => id).join(''), holiday])).toEqual([
      ['b', null],
      ['ab', null],
      ['', 'Free'],
    ]);
  });

  test('a task keeps its time of day on another date, over a clock change', () => {
    expect(onDate('2026-10-24T07:00:00.000Z', '2026-10-26', zone)).toBe('2026-10-26T08:00:00.000Z');
  });
});

describe('tasks by their due times', () => {
  const now = Date.parse('2026-11-26T12:00:00Z');

  test.each([
    ['2026-11-26T11:59:00Z', 'overdue'],
    ['2026-11-26T22:30:00Z', 'today'],
    ['2026-11-26T23:30:00Z', 'week'],
    ['2026-11-29T22:59:00Z', 'week'],
    ['2026-11-29T23:00:00Z', 'later'],
    [null, 'undated'],
  ])('%s is %s', (dueAt, group) => {
    expect(dueGroupOf(dueAt, { now, zone })).toBe(group);
  });

  test('they are put off to moments of the reader', () => {
    expect(laterTimes({ now, zone })).toEqual({
      hours: '2026-11-26T15:00:00.000Z',
      tomorrow: '2026-11-27T08:00:00.000Z',
      monday: '2026-11-30T08:00:00.000Z',
    });
  });

  test('a checklist is read and ticked, whatever else stands in the field', () => {
    const items = checklistOf([{ text: 'Call', done: true }, 'Write', { done: true }, 3]);
    expect(items).toEqual([
      { text: 'Call', done: true },
      { text: 'Write', done: false },
    ]);
    expect(ticked(items, 1)).toEqual([
      { text: 'Call', done: true },
      { text: 'Write', done: true },
    ]);
    expect(checklistOf({ text: 'x' })).toEqual([]);
  });
});
