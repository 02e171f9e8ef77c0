import { countedDays } from '../../designer/calendars/calendar-days.ts';
import { bodyOfCalendar, draftOfCalendar, withMoreTimes } from '../../designer/calendars/calendar-draft.ts';
import { problemsOfCalendar } from '../../designer/calendars/calendar-problems.ts';
import { type Calendar, calendarSchema } from '../../domain/time/calendar.ts';

type Intervals = NonNullable<Calendar['weekly'][1]>;
const office: Intervals = [['09:00', '17:00']];
const stored = {
  name: 'Plant',
  zone: 'Europe/Warsaw',
  weekly: { 1: office, 2: office, 3: office, 4: office, 5: [['22:00', '24:00']] as Intervals },
  holidays: [{ date: '05-03', name: 'Constitution' }, { date: '2026-11-27' }],
  specialDays: [{ date: '2026-12-24', intervals: office, name: 'Christmas Eve' }],
  source: { country: 'PL' },
};

describe('the draft of a calendar', () => {
  test('comes back as it was stored, midnight and all', () => {
    const draft = draftOfCalendar(stored);
    expect(draft.weekly['5']).toEqual([{ from: '22:00', to: '00:00' }]);
    expect(bodyOfCalendar(draft)).toEqual(stored);
    expect(problemsOfCalendar(draft)).toEqual({});
  });

  test('a second interval makes room for lunch, further ones follow', () => {
    const lunch = withMoreTimes(withMoreTimes([]));
    expect(lunch).toEqual([
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '17:00' },
    ]);
    expect(withMoreTimes(lunch).at(-1)).toEqual({ from: '18:00', to: '19:00' });
  });

  test('what is wrong is told at its place', () => {
    const draft = draftOfCalendar(stored);
    const wrong = {
      ...draft,
      zone: 'Mars/Olympus',
      weekly: {
        ...draft.weekly,
        1: [{ from: '12:00', to: '09:00' }],
        2: [
          { from: '09:00', to: '12:00' },
          { from: '11:00', to: '17:00' },
        ],
        3: [{ from: '', to: '17:00' }],
      },
      holidays: draft.holidays.map((holiday) => ({ ...holiday, date: '', month: '02', day: '30' })),
      specialDays: [...draft.specialDays, ...draft.specialDays.map((day) => ({ ...day, id: 9 }))],
    };
    expect(problemsOfCalendar(wrong)).toEqual({
      zone: 'zone',
      'weekly/1': 'backwards',
      'weekly/2': 'overlap',
      'weekly/3': 'time',
      'holidays/0': 'date',
      'holidays/1': 'date',
      'specialDays/0': 'twice',
      'specialDays/9': 'twice',
    });
  });
});

test('coming days as they count: public holidays are free, special days win, a clock change counts', () => {
  const calendar = calendarSchema.parse({
    key: 'plant',
    zone: stored.zone,
    weekly: { 6: [['00:00', '24:00']], 7: [['00:00', '24:00']], 1: office },
    holidays: [],
    specialDays: [{ date: '2026-10-26', intervals: [['10:00', '12:00']] }],
  });
  const publicHolidays = [
    { date: '2026-10-24', name: 'A holiday' },
    { date: '2026-10-26', name: 'Another' },
  ];
  const now = Date.parse('2026-10-24T10:00:00Z');
  const days = countedDays(calendar, { publicHolidays, now, count: 3 });
  expect(days.map(({ date, minutes, kind }) => [date, minutes, kind])).toEqual([
    ['2026-10-24', 0, 'holiday'],
    ['2026-10-25', 1500, 'usual'],
    ['2026-10-26', 120, 'special'],
  ]);
});
