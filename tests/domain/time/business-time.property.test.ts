import { describe, expect, test } from '@jest/globals';
import { addDuration } from '../../../domain/time/add-duration.ts';
import { type At, resolveAt } from '../../../domain/time/at.ts';
import {
  addBusiness,
  addBusinessDays,
  businessMillisBetween,
  nextWorkInstant,
  subtractBusiness,
} from '../../../domain/time/business-time.ts';
import { builtInCalendars, type Calendar, calendarSchema, minutesOf } from '../../../domain/time/calendar.ts';
import { clockIn, firstShowing, MINUTE, scheduleOn, walk } from './minute-reference.ts';

const { floor, max, imul } = Math;
/** Of each check; those of business time come to 10,000, no two alike. */
const CASES = 2_000;
const DAY = 1440 * MINUTE;
const HOUR = 60 * MINUTE;
const BEGIN = Date.UTC(2026, 0, 1);
const ZONES = [
  'Europe/Warsaw',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'UTC',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Africa/Cairo',
  'America/Havana',
  'America/Santiago',
  'Pacific/Chatham',
  'America/Nuuk',
  'Africa/Casablanca',
];

type Random = { int: (max: number) => number; of: <T>(list: readonly T[]) => T };

function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const int = (max: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % max;
  };
  const of = <T>(list: readonly T[]): T => {
    const item = list[int(list.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  };
  return { int, of };
}

/** Half hours of two years at which the zone's clock is changed. */
function clockChanges(zone: string): number[] {
  const clock = clockIn(zone);
  const found: number[] = [];
  for (let at = BEGIN; at < BEGIN + 730 * DAY; at += HOUR / 2) {
    if (clock(at) - at !== clock(at - HOUR / 2) - (at - HOUR / 2)) found.push(at);
  }
  return found;
}
/** By how much the clock is set forward at a change, in ms; negative when it is set back. */
const shiftAt = (zone: string, at: number) => clockIn(zone)(at) - clockIn(zone)(at - HOUR / 2) - HOUR / 2;

const changes = new Map(ZONES.map((zone) => [zone, clockChanges(zone)]));

function randomIntervals(random: Random, most: number): [string, string][] {
  const bounds = new Set<number>();
  const count = 2 * (1 + random.int(most));
  while (bounds.size < count) bounds.add(random.int(3) === 0 ? random.int(16) * 15 : random.int(1441));
  const sorted = [...bounds].sort((a, b) => a - b).map(timeOf);
  return Array.from({ length: count / 2 }, (_, n) => [sorted[2 * n] ?? '', sorted[2 * n + 1] ?? '']);
}

const timeOf = (minutes: number) =>
  `${String(floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const dateOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);

function randomCalendar(random: Random, zone: string, near: number): Calendar {
  const today = floor(near / DAY);
  const days = ['1', '2', '3', '4', '5', '6', '7'].filter(() => random.int(4) > 0);
  const weekly = Object.fromEntries([...days, '3'].map((day) => [day, randomIntervals(random, 3)]));
  const special = new Set([today + random.int(9) - 4, today + random.int(9) - 4]);
  return calendarSchema.parse({
    key: 'random',
    zone,
    weekly,
    holidays: [{ date: dateOf(today + random.int(9) - 4) }, { date: dateOf(today + random.int(9) - 4).slice(5) }],
    specialDays: [...special].map((day) => ({
      date: dateOf(day),
      intervals: random.int(3) === 0 ? [] : randomIntervals(random, 2),
    })),
  });
}

const builtInOf = new Map(ZONES.map((zone) => [zone, builtInCalendars(zone)]));

type Case = { zone: string; calendar: Calendar; start: number };

function caseOf(number: number): Case {
  const random = randomFrom(number * 7919 + 1);
  const zone = random.of(ZONES);
  const near = changes.get(zone) ?? [];
  const start =
    near.length > 0 && random.int(2) === 0
      ? random.of(near) + (random.int(8 * 1440) - 6 * 1440) * MINUTE
      : BEGIN + 10 * DAY + random.int(700 * 1440) * MINUTE;
  const builtIn = builtInOf.get(zone);
  const calendar = random.of([builtIn?.business, builtIn?.always, null, null]) ?? randomCalendar(random, zone, start);
  return { zone, start, calendar };
}

/** The first minute at which `stop` holds for the working time so far and for the minute itself. */
function walkUntil(start: number, calendar: Calendar, stop: (worked: number, works: boolean) => boolean): number {
  let worked = 0;
  return walk(start, calendar, (works) => {
    if (stop(worked, works)) return true;
    if (works) worked += MINUTE;
    return false;
  });
}

const checks: Record<string, (input: Case & { random: Random }) => readonly [got: number, expected: number]> = {
  businessMillisBetween: ({ start, calendar, random }) => {
    const end = start + random.int(6 * 1440) * MINUTE;
    let expected = 0;
    walk(start, calendar, (works, at) => {
      if (at < end && works) expected += MINUTE;
      return at >= end;
    });
    return [businessMillisBetween(start, end, calendar), expected];
  },
  addBusiness: ({ start, calendar, random }) => {
    const amount = random.int(20 * 60) * MINUTE;
    return [addBusiness(start, amount, calendar), walkUntil(start, calendar, (worked) => worked >= amount)];
  },
  subtractBusiness: ({ start, calendar, random }) => {
    const amount = (1 + random.int(15 * 60)) * MINUTE;
    const got = subtractBusiness(start, amount, calendar);
    const first = walkUntil(got, calendar, (worked) => worked >= amount);
    const exact =
      businessMillisBetween(got, start, calendar) === amount &&
      businessMillisBetween(got + 1, start, calendar) < amount;
    return [exact && first <= start ? got : Number.NaN, got];
  },
  nextWorkInstant: ({ start, calendar }) => [
    nextWorkInstant(start, calendar),
    walkUntil(start, calendar, (_, works) => works),
  ],
  addBusinessDays: ({ start, calendar, zone, random }) => {
    const count = 1 + random.int(4);
    const wall = clockIn(zone)(start);
    let day = floor(wall / DAY);
    for (let left = count; left > 0; ) {
      day += 1;
      if (opensOn(day, calendar)) left -= 1;
    }
    return [addBusinessDays(start, count, calendar), firstShowing(day * DAY + (wall - floor(wall / DAY) * DAY), zone)];
  },
  addDuration: ({ start, zone, random }) => {
    const [days, minutes] = [1 + random.int(9), random.int(300)];
    const got = addDuration(start, `P${days}DT${minutes}M`, { zone, calendars: {} });
    return [got, firstShowing(clockIn(zone)(start) + days * DAY, zone) + minutes * MINUTE];
  },
  'addDuration in weeks, months and years': ({ start, zone, random }) => {
    const [years, months, weeks] = [random.int(2), random.int(14), 1 + random.int(3)];
    const got = addDuration(start, `P${years}Y${months}M${weeks}W`, { zone, calendars: {} });
    const wall = clockIn(zone)(start);
    const day = floor(wall / DAY);
    const later = sameDayAfter(day, 12 * years + months) + 7 * weeks;
    return [got, firstShowing(later * DAY + (wall - day * DAY), zone)];
  },
  at: ({ start, zone, random }) => {
    const at = randomAt(random, zone);
    const result = resolveAt({ base: start, now: start, at, zone });
    return [result.kind === 'due' ? result.dueAt : Number.NaN, firstTimeFrom(start, at, zone)];
  },
  'at after the end of another wait, passed or not': ({ start, zone, random }) => {
    const at = { ...randomAt(random, zone), ifPast: random.of(['next', 'now', 'skip'] as const) };
    const base = start + (random.int(6 * 1440) - 3 * 1440) * MINUTE;
    const result = resolveAt({ base, now: start, at, zone });
    return [result.kind === 'due' ? result.dueAt : -result.missed, expectedAt({ base, now: start }, at, zone)];
  },
};

function randomAt(random: Random, zone: string): At {
  const weekdays = [1, 2, 3, 4, 5, 6, 7].filter(() => random.int(3) === 0);
  const time = timeOf(random.int(3) === 0 ? random.int(16) * 15 : random.int(1440));
  return { time, zone, ...(weekdays.length > 0 ? { days: weekdays } : {}) };
}

/** The date (days since 1970) as many months later; the last of the month where it is too short. */
function sameDayAfter(day: number, months: number): number {
  const date = new Date(day * DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / DAY;
}

/** What `at` comes to when the other wait ends at `base`; a missed moment is negative. */
function expectedAt({ base, now }: { base: number; now: number }, at: At, zone: string): number {
  let day = floor(clockIn(zone)(base) / DAY);
  while (at.days && !at.days.includes(new Date(day * DAY).getUTCDay() || 7)) day += 1;
  const meant = firstShowing(day * DAY + minutesOf(at.time) * MINUTE, zone);
  const earliest = max(base, now);
  if (meant >= earliest) return meant;
  if (at.ifPast === 'skip') return -meant;
  return at.ifPast === 'now' ? earliest : firstTimeFrom(earliest, at, zone);
}

/** Whether a date has a minute of work that really occurs. */
function opensOn(day: number, calendar: Calendar): boolean {
  return scheduleOn(day, calendar).some(([from, to]) => {
    const [opens, closes] = [from, to].map((time) => firstShowing(day * DAY + minutesOf(time) * MINUTE, calendar.zone));
    return opens !== closes;
  });
}

/** First minute from `start` on at which the clock newly reaches the time on an allowed date. */
function firstTimeFrom(start: number, at: At, zone: string): number {
  const clock = clockIn(zone);
  const time = minutesOf(at.time) * MINUTE;
  let furthest = clock(start - 3 * HOUR);
  let wanted = floor(furthest / DAY) * DAY + time;
  for (let minute = start - 3 * HOUR; ; minute += MINUTE) {
    furthest = max(furthest, clock(minute));
    for (; wanted <= furthest; wanted += DAY) {
      const weekday = new Date(wanted).getUTCDay() || 7;
      if (minute >= start && (at.days?.includes(weekday) ?? true)) return minute;
    }
  }
}

const names = Object.keys(checks);
/** Checks that count in a calendar. */
const inCalendars = ['businessMillisBetween', 'addBusiness', 'subtractBusiness', 'nextWorkInstant', 'addBusinessDays'];

/** Each check has cases of its own. */
const drawn = names.map((_, check) =>
  Array.from({ length: CASES }, (__, n) => ({ ...caseOf(check * CASES + n), number: check * CASES + n })),
);
const casesOf = (name: string) => drawn[names.indexOf(name)] ?? [];

describe('business time equals a walk over the clock, minute by minute', () => {
  test.each(names)(`%s, ${CASES} cases`, (name) => {
    const check = checks[name];
    const mismatches: string[] = [];
    for (const { number, ...one } of casesOf(name)) {
      const input = { ...one, random: randomFrom(number) };
      const [got, expected] = check?.(input) ?? [0, 1];
      if (got !== expected)
        mismatches.push(`case ${number} ${input.zone} ${iso(input.start)}: ${iso(got)}, not ${iso(expected)}`);
    }
    expect(mismatches).toEqual([]);
  });

  test('ten thousand cases count in calendars, among them many with lunch breaks, special days and each clock change', () => {
    const all = inCalendars.flatMap(casesOf);
    const many = (holds: (one: Case) => boolean) => all.filter(holds).length;
    const [forward, back] = [1, -1].map((sign) =>
      many(({ zone, start }) =>
        (changes.get(zone) ?? []).some((at) => sign * shiftAt(zone, at) > 0 && Math.abs(at - start) < 4 * DAY),
      ),
    );
    expect(all.length).toBeGreaterThanOrEqual(10_000);
    expect(many(({ calendar }) => Object.values(calendar.weekly).some((day) => day.length > 1))).toBeGreaterThan(3_000);
    expect(many(({ calendar }) => calendar.specialDays.some(({ intervals }) => intervals.length > 0))).toBeGreaterThan(
      3_000,
    );
    expect(forward).toBeGreaterThan(1_000);
    expect(back).toBeGreaterThan(1_000);
  });

  test('the cases include both clock changes of the zones that have them', () => {
    for (const zone of ['Europe/Warsaw', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo']) {
      expect(changes.get(zone)).toHaveLength(4);
    }
  });
});

const iso = (at: number) =>
  Number.isNaN(at) ? 'nothing' : Math.abs(at) > 1e12 ? new Date(at).toISOString() : String(at);
