import { expect, test } from '@jest/globals';
import { replanChanged } from '../../../crm/calendars/replan.ts';
import { newId } from '../../../crm/ids.ts';
import { storeCalendar } from '../../harness/stored-calendar.ts';
import { approvalsWorld } from './approvals-world.ts';

// Monday.
const { world, user, of, publish, enter, mails } = approvalsWorld({ start: '2031-03-03T09:00:00.000Z' });

test('a holiday moves the deadline and the reminders of who is asked, and the run waits for the new times', async () => {
  const ann = await user('Ann', { zone: 'UTC' });
  const save = (holidays: { date: string; name: string }[]) => storeCalendar(world.db, { key: 'own', holidays });
  const replan = () => replanChanged(world.db, { company: world.readTime, now: world.now() });
  await save([]);
  await world.db.query(`UPDATE "user" SET "calendarKey" = 'own' WHERE id = $1`, [ann.id]);
  await world.readTime();
  await replan();
  await publish('due', {
    approvers: [{ user: ann.id }],
    deadline: { businessDays: 2 },
    remind: { every: { business: 'PT12H' }, max: 3 },
  });
  const offer = await enter('due');
  const times = async () => {
    const [stored] = await of(offer.id);
    return [stored?.standing.deadline, stored?.standing.slots[0]?.remindAt];
  };
  const before = await times();
  expect(before[1]).toBe('2031-03-04T13:00:00.000Z');
  await save([{ date: '2031-03-04', name: 'Carnival' }]);
  await replan();
  await world.settle();
  const after = await times();
  expect(after[1]).toBe('2031-03-05T13:00:00.000Z');
  expect(Date.parse(after[0] ?? '') - Date.parse(before[0] ?? '')).toBe(24 * 3_600_000);
  const [run] = await world.runsOf('due');
  expect(run?.data.positions[0]?.dueAt).toBe(after[1]);
  await world.pass('2031-03-05T14:00:00.000Z');
  await world.settle();
  expect((await mails()).filter(({ subject }) => subject.startsWith('Reminder'))).toHaveLength(1);
});

test('a record and a task for somebody who is away go to who stands in, with the reason', async () => {
  const [bob, cat] = [await user('Bob'), await user('Cat')];
  await world.db.query(
    'INSERT INTO absence (id, "userId", "substituteId", "from", until) VALUES ($1, $2, $3, $4, $5)',
    [newId(), bob.id, cat.id, world.now(), new Date(world.now().getTime() + 86_400_000)],
  );
  await world.publish({
    key: 'give',
    subject: 'lead',
    triggers: [{ id: 'made', type: 'record', on: 'created' }],
    start: 'owner',
    steps: {
      owner: { type: 'assign-owner', config: { to: { user: bob.id } }, next: { done: 'task' } },
      task: { type: 'create-task', config: { title: 'Call', assignee: { user: bob.id } }, next: { done: null } },
    } as never,
  });
  const lead = await world.create('lead', { lastName: 'Nowak' });
  await world.settle();
  const owner = await world.db.query('SELECT "ownerId" FROM lead WHERE id = $1', [lead.id]);
  expect(owner).toEqual([{ ownerId: cat.id }]);
  expect(await world.db.query('SELECT "assigneeId" FROM task WHERE title = $1', ['Call'])).toEqual([
    { assigneeId: cat.id },
  ]);
  const noted = await world.db.query<{ reason: object }>('SELECT reason FROM assignment WHERE "recordId" = $1', [
    lead.id,
  ]);
  expect(noted).toMatchObject([{ reason: { insteadOf: bob.id } }]);
});
