import { expect, test } from '@jest/globals';
import { replanChanged } from '../../../crm/calendars/replan.ts';
import { sweepDates } from '../../../crm/date-triggers/sweep-dates.ts';
import { dateTriggers } from '../../../worker/dispatch/date-triggers.ts';
import { engineWorld } from '../../harness/engine-world.ts';
import { storeCalendar } from '../../harness/stored-calendar.ts';

// Monday.
const world = engineWorld({ start: '2031-03-03T09:00:00.000Z' });
const sweep = () =>
  sweepDates(world.db, {
    triggers: dateTriggers(world.index),
    company: world.deps.settings,
    now: world.now(),
  });
const planned = async (recordId: string) =>
  (await world.db.query<{ dueAt: Date | null }>('SELECT "dueAt" FROM date_plan WHERE "recordId" = $1', [recordId])).map(
    ({ dueAt }) => dueAt?.toISOString(),
  );

test('a holiday moves the start of what begins so many working days before a date', async () => {
  await storeCalendar(world.db, { key: 'own' });
  await world.readTime();
  await world.publish({
    key: 'due',
    subject: 'deal',
    triggers: [
      {
        id: 'due',
        type: 'date',
        field: 'expectedClose',
        offset: { before: { businessDays: 2, calendar: 'own' } },
      },
    ],
    start: 'tag',
    steps: { tag: { type: 'add-tag', config: { tag: 'due' }, next: { done: null } } },
  });
  const deal = await world.create('deal', { title: 'D', expectedClose: '2031-03-14' });
  await world.settle();
  await sweep();
  const [before] = await planned(deal.id);
  await storeCalendar(world.db, { key: 'own', holidays: [{ date: before?.slice(0, 10) ?? '', name: 'Carnival' }] });
  await replanChanged(world.db, { company: world.readTime, now: world.now() });
  await sweep();
  const [after] = await planned(deal.id);
  expect(Date.parse(before ?? '') - Date.parse(after ?? '')).toBe(24 * 3_600_000);
});
