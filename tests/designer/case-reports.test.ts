import { demoPolicy } from '../../crm/seed/demo-policy.ts';
import { consumedNow } from '../../designer/clocks/consumed-now.ts';
import { periodOf } from '../../designer/reports/report-period.ts';
import { draftOfPolicy, isComplete, newPolicy, policyOfDraft } from '../../designer/service-levels/policy-draft.ts';
import { policySchema } from '../../domain/sla/policy.ts';
import { builtInCalendars } from '../../domain/time/calendar.ts';

const zone = 'Europe/Warsaw';
const calendars = builtInCalendars(zone);

test('a period has whole days of the reader’s zone, and own days count to the end of the last', () => {
  const given = { now: Date.parse('2026-11-22T18:00:00Z'), zone };
  const of = (period: string, from = '', to = '') => periodOf({ period, from, to }, given);
  expect(of('')).toEqual({ from: '2026-10-23T22:00:00.000Z', to: '2026-11-22T23:00:00.000Z' });
  expect(of('this-month')).toEqual({ from: '2026-10-31T23:00:00.000Z', to: '2026-11-30T23:00:00.000Z' });
  expect(of('last-month')).toEqual({ from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' });
  expect(of('own', '2026-03-28', '2026-03-29')).toEqual({
    from: '2026-03-27T23:00:00.000Z',
    to: '2026-03-29T22:00:00.000Z',
  });
  expect([of('own'), of('own', '2026-03-29', '2026-03-28')]).toEqual([null, null]);
});

test('a clock counts on by its calendar while it runs, and only then', () => {
  const told = Date.parse('2026-11-20T15:30:00Z');
  const clock = { consumedSeconds: 100, dueAt: '2026-11-23T10:00:00.000Z', endedAt: null, calendar: 'business' };
  const monday = { told, now: Date.parse('2026-11-23T08:30:00Z'), calendars };
  expect(consumedNow(clock, monday)).toBe(100 + 3_600);
  expect(consumedNow({ ...clock, dueAt: null }, monday)).toBe(100);
  expect(consumedNow({ ...clock, endedAt: '2026-11-20T15:30:00.000Z' }, monday)).toBe(100);
  expect(consumedNow({ ...clock, calendar: 'gone' }, monday)).toBe(100);
});

test('a service level comes out of its form as it went in', () => {
  expect(policySchema.parse(policyOfDraft(draftOfPolicy(demoPolicy)))).toEqual(demoPolicy);
  const odd = policySchema.parse({
    name: 'Odd',
    recordType: 'lead',
    when: { '==': [{ var: 'record.source' }, 'web'] },
    clocks: [
      {
        id: 'call',
        kind: 'custom',
        stop: { '!!': [{ var: 'record.ownerId' }] },
        targets: [
          { when: { '==': [1, 1] }, target: { businessDays: 2 } },
          { when: true, target: { business: 'PT1H30M', calendar: 'always' } },
          { target: 'PT90M' },
          { target: 'PT90S' },
        ],
      },
    ],
  });
  const [clock] = odd.clocks;
  expect(policySchema.parse(policyOfDraft(draftOfPolicy(odd)))).toEqual({
    ...odd,
    clocks: [{ ...clock, warnings: [] }],
  });
});

test('a service level can be stored when it has a name, and conditions that are JSON', () => {
  const named = { ...newPolicy, name: 'Support' };
  expect([isComplete(newPolicy), isComplete(named), isComplete({ ...named, when: '{' })]).toEqual([false, true, false]);
});
