import { compileDefinition } from '../../../domain/definition/compile.ts';
import {
  decideEnrollment,
  type EnrollmentInput,
  refusalReasons,
} from '../../../domain/enrollment/decide-enrollment.ts';
import { builtInCalendars } from '../../../domain/time/calendar.ts';
import { chain } from '../definition/definitions.ts';

const hour = 3_600_000;
const timeIn = (zone: string) => ({ zone, calendars: builtInCalendars(zone) });
const now = Date.parse('2031-03-31T08:00:00.000Z');
const fresh: EnrollmentInput['history'] = { active: [], ever: false };
const running: EnrollmentInput['history'] = {
  active: [
    { id: 'r1', key: 'a' },
    { id: 'r2', key: 'b' },
  ],
  ever: true,
  lastStartedAt: now - hour,
};
const ended = (ago: number): EnrollmentInput['history'] => ({
  active: [],
  ever: true,
  lastStartedAt: now - ago - hour,
  lastEndedAt: now - ago,
});

function decide(enrollment: object, history: EnrollmentInput['history'], more: Partial<EnrollmentInput> = {}): string {
  const compiled = compileDefinition({ ...chain([['end', {}]]), enrollment }).enrollment;
  const decision = decideEnrollment({
    enrollment: compiled,
    now,
    history,
    exitTrue: false,
    goalTrue: false,
    key: null,
    time: timeIn('UTC'),
    ...more,
  });
  if (decision.kind === 'refuse') return decision.reason;
  return decision.kind === 'restart' ? `restart ${decision.cancel.join(' ')}` : decision.kind;
}

const after = (more = {}) => ({ reentry: { mode: 'after-exit', ...more }, concurrency: 'single' });
const mode = (reentry: string, concurrency: unknown) => ({ reentry: { mode: reentry }, concurrency });

const rows: readonly [string, object, EnrollmentInput['history'], string, Partial<EnrollmentInput>?][] = [
  ['a first match', after(), fresh, 'start'],
  ['what is left already', after(), fresh, 'exit-true', { exitTrue: true, goalTrue: true }],
  ['what is reached already', after(), fresh, 'goal-true', { goalTrue: true }],
  ['never: after a run', mode('never', 'single'), ended(hour), 'already-ran'],
  ['never: while one runs, whatever the concurrency', mode('never', 'parallel'), running, 'already-ran'],
  ['after-exit: after a run', after(), ended(hour), 'start'],
  ['after-exit: while one runs', after(), running, 'already-running'],
  ['after-exit: while one runs, queued', mode('after-exit', 'queue'), running, 'queue'],
  ['after-exit: while one runs, restarted', mode('after-exit', 'restart'), running, 'restart r1 r2'],
  ['after-exit: parallel is refused', mode('after-exit', 'parallel'), running, 'already-running'],
  ['after-exit: within the cooldown', after({ cooldown: 'P30D' }), ended(hour), 'cooldown'],
  ['after-exit: after the cooldown', after({ cooldown: 'P30D' }), ended(31 * 24 * hour), 'start'],
  ['after-exit: the cooldown does not hold up the first', after({ cooldown: 'P30D' }), fresh, 'start'],
  ['always: alone', mode('always', 'single'), ended(hour), 'start'],
  ['always: single', mode('always', 'single'), running, 'already-running'],
  ['always: queue', mode('always', 'queue'), running, 'queue'],
  ['always: restart', mode('always', 'restart'), running, 'restart r1 r2'],
  ['always: parallel', mode('always', 'parallel'), running, 'start'],
  [
    'always: the cooldown counts from the start',
    { reentry: { mode: 'always', cooldown: 'PT2H' }, concurrency: 'parallel' },
    running,
    'cooldown',
  ],
  [
    'a key: others are not looked at',
    mode('always', { mode: 'single', key: { var: 'record.source' } }),
    running,
    'start',
    { key: 'c' },
  ],
  [
    'a key: the same one',
    mode('always', { mode: 'restart', key: { var: 'record.source' } }),
    running,
    'restart r2',
    { key: 'b' },
  ],
  ['nothing said: one after the other', {}, running, 'already-running'],
];

test.each(rows)('%s', (_, enrollment, history, expected, more = {}) => {
  expect(decide(enrollment, history, more)).toBe(expected);
});

test('a cooldown of days keeps the time of day over a clock change', () => {
  const lastEndedAt = Date.parse('2031-03-29T07:30:00.000Z'); // 08:30 in Warsaw, which changes on the 30th
  const history = { active: [], ever: true, lastEndedAt };
  const at = (time: string) =>
    decide(after({ cooldown: 'P2D' }), history, { time: timeIn('Europe/Warsaw'), now: Date.parse(time) });
  expect([at('2031-03-31T06:29:00.000Z'), at('2031-03-31T06:30:00.000Z')]).toEqual(['cooldown', 'start']);
});

test('every reason has a text', () => {
  for (const text of Object.values(refusalReasons)) expect(text).toMatch(/\.$/);
});
