import { beforeAll, expect, test } from '@jest/globals';
import {
  previewCompanyTime,
  previewTeamTime,
  previewUserTime,
  type UserTime,
} from '../../../crm/calendars/preview-working-time.ts';
import { replanChanged } from '../../../crm/calendars/replan.ts';
import { newId } from '../../../crm/ids.ts';
import { saveTeam } from '../../../crm/people/teams.ts';
import { changeUser } from '../../../crm/people/users.ts';
import { storeCalendar, storingUser, weekOf } from '../../harness/stored-calendar.ts';
import { approvalsWorld } from '../approvals/approvals-world.ts';

// Monday.
const { world, user, publish, enter } = approvalsWorld({ start: '2031-03-03T09:00:00.000Z' });
const admin = storingUser;
const previewing = () => ({
  actor: admin,
  now: world.now(),
  config: { zone: 'UTC', mailFrom: undefined, twilioFrom: undefined },
});
const replan = () => replanChanged(world.db, { company: world.readTime, now: world.now() });

let people: { ann: string; bob: string; team: string };
beforeAll(async () => {
  await storeCalendar(world.db, { key: 'late', name: 'Late', weekly: weekOf(['12:00', '20:00']) });
  await world.readTime();
  await replan();
  await user('Boss', { roles: ['admin'] });
  const [ann, bob] = [await user('Ann', { zone: 'UTC' }), await user('Bob', { zone: 'UTC' })];
  const team = await world.db.transaction((tx) => saveTeam(tx, { actor: admin, name: 'One' }));
  await world.db.query('UPDATE "user" SET "teamId" = $1 WHERE id = $2', [team.id, bob.id]);
  people = { ann: ann.id, bob: bob.id, team: team.id };
  await world.publish({
    key: 'waits',
    subject: 'lead',
    triggers: [{ id: 'made', type: 'record', on: 'created' }],
    start: 'pause',
    steps: { pause: { type: 'wait', config: { for: { business: 'PT4H' } }, next: { done: null } } } as never,
  });
  for (const ownerId of [ann.id, bob.id]) await world.create('lead', { lastName: 'L', source: 'x', ownerId });
  await world.settle();
  await publish('due', { approvers: [{ user: ann.id }], deadline: { business: 'PT4H' } });
  await enter('due');
});

const ofUser = (userId: string, time: UserTime) => previewUserTime(world.db, { id: userId, ...time }, previewing());
const ofTeam = (calendarKey: string | null) =>
  previewTeamTime(world.db, { id: people.team, calendarKey }, previewing());
const times = () =>
  world.db.query(
    `SELECT p.id, p."dueAt", u."calendarKey" FROM run_position p JOIN run r ON r.id = p."runId" CROSS JOIN "user" u ORDER BY p.id, u.id`,
  );

test('what another calendar of a user would move is what it moves, and is asked without writing anything', async () => {
  const before = await times();
  expect(await ofUser(people.ann, { calendarKey: 'late' })).toMatchObject({ waits: 1, approvals: 1, clocks: 0 });
  expect(await ofUser(people.ann, {})).toMatchObject({ waits: 0, approvals: 0 });
  expect(await times()).toEqual(before);
  await world.db.transaction((tx) => changeUser(tx, { actor: admin, id: people.ann, input: { calendarKey: 'late' } }));
  await replan();
  const [line] = await world.db.query<{ changes: { moved: object } }>(
    `SELECT changes FROM audit_entry WHERE action = 'calendar.replanned' AND "resourceId" = $1`,
    [people.ann],
  );
  expect(line?.changes.moved).toMatchObject({ waits: 1, approvals: 1 });
  expect(await ofUser(people.ann, { calendarKey: 'late' })).toMatchObject({ waits: 0, approvals: 0 });
  expect(await ofUser(people.ann, { calendarKey: null })).toMatchObject({ waits: 1, approvals: 1 });
});

test('a team counts for its members without a calendar of their own, and for who comes into it', async () => {
  expect(await ofTeam('late')).toMatchObject({ waits: 1, approvals: 0 });
  await world.db.transaction((tx) => saveTeam(tx, { actor: admin, id: people.team, calendarKey: 'late' }));
  await replan();
  expect(await ofTeam('late')).toMatchObject({ waits: 0 });
  expect(await ofTeam(null)).toMatchObject({ waits: 1 });
  expect(await ofUser(people.bob, { teamId: null })).toMatchObject({ waits: 1 });
  expect(await ofUser(people.ann, { teamId: people.team, calendarKey: null })).toMatchObject({ waits: 0 });
});

test('the company counts for who has no calendar otherwise', async () => {
  expect(await previewCompanyTime(world.db, { calendar: 'late' }, previewing())).toMatchObject({ waits: 0 });
  await world.create('lead', { lastName: 'Nobody', source: 'x' });
  await world.settle();
  expect(await previewCompanyTime(world.db, { calendar: 'late' }, previewing())).toMatchObject({ waits: 1 });
  expect(await previewCompanyTime(world.db, {}, previewing())).toMatchObject({ waits: 0 });
});

test('a calendar, a team or a user that is not there is refused', async () => {
  await expect(ofUser(people.ann, { calendarKey: 'nowhere' })).rejects.toMatchObject({ code: 'invalid' });
  await expect(ofUser(people.ann, { zone: 'Mars/Olympus' })).rejects.toMatchObject({ code: 'invalid' });
  await expect(ofUser(newId(), { calendarKey: 'late' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(ofTeam('nowhere')).rejects.toMatchObject({ code: 'invalid' });
  await expect(previewTeamTime(world.db, { id: newId(), calendarKey: null }, previewing())).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(previewCompanyTime(world.db, { calendar: 'nowhere' }, previewing())).rejects.toMatchObject({
    code: 'invalid',
  });
});
