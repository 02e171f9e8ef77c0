import { expect, test } from '@jest/globals';
import { handOver } from '../../../crm/absences/hand-over.ts';
import { systemActor } from '../../../crm/actor.ts';
import type { Change } from '../../../crm/records/change.ts';
import { writeRecords } from '../../../crm/records/write.ts';
import { operateRun } from '../../../crm/runs/operate-runs.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { allPermissions } from '../../../domain/permissions/permission.ts';
import { approvalsWorld } from './approvals-world.ts';

const { world, user, of, decide, act, publish, enter, path, runOf, mails } = approvalsWorld();
const hour = 3_600_000;
const only = async (recordId: string) => {
  const [stored] = await of(recordId);
  if (!stored) throw new Error('there is no approval');
  return stored;
};
const mailsTo = async (name: string) => (await mails()).filter(({ to }) => to.startsWith(`${name.toLowerCase()}-`));

test('approve, reject and rework take their outlets, with one mail to who is asked', async () => {
  const ann = await user('Ann');
  await publish('plain', { approvers: [{ user: ann.id }], deadline: 'P1D', bind: ['discountPercent', 'total'] });
  for (const [decision, outlet] of [
    ['approve', 'approved'],
    ['reject', 'rejected'],
    ['rework', 'rework'],
  ] as const) {
    const { id, boundHash, standing } = await only((await enter('plain')).id);
    expect(standing).toMatchObject({ state: 'open', slots: [{ approverId: ann.id, state: 'open' }] });
    expect(boundHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await decide(id, ann, decision)).toMatchObject({ kind: 'done' });
    expect(await path('plain')).toBe(`decide>${outlet}`);
    expect((await runOf('plain')).memory.decide?.result).toMatchObject({
      state: outlet,
      comment: 'because',
      decisions: [{ by: 'Ann', decision }],
    });
    expect(await decide(id, ann, 'approve')).toMatchObject({ kind: 'refused', code: 'approval-ended' });
  }
  const sent = await mailsTo('Ann');
  expect(sent).toHaveLength(3);
  expect(sent.every(({ html, state }) => html.includes('/a/') && state === 'accepted')).toBe(true);
});

test('a rejection needs a comment, a stranger may not decide, and the last round sends nothing back', async () => {
  const [bea, eve] = [await user('Bea'), await user('Eve')];
  await publish('strict', { approvers: [{ user: bea.id }], rounds: 1 });
  const { id } = await only((await enter('strict')).id);
  expect(await act(id, bea, { kind: 'decide', decision: 'reject' })).toMatchObject({ code: 'invalid' });
  expect(await decide(id, eve, 'approve')).toMatchObject({ code: 'not-an-approver' });
  expect(await decide(id, bea, 'rework')).toMatchObject({ code: 'no-round-left' });
});

test.each([
  [undefined, 'expired'],
  ['approve', 'approved'],
  ['reject', 'rejected'],
] as const)('at the deadline %s leads to %s, and not before', async (onDeadline, outlet) => {
  const cid = await user('Cid');
  const key = `late-${outlet}`;
  await publish(key, { approvers: [{ user: cid.id }], deadline: 'PT4H', ...(onDeadline ? { onDeadline } : {}) });
  await enter(key);
  await world.pass(4 * hour - 1000);
  expect(await path(key)).toBe('');
  await world.pass(2000);
  expect(await path(key)).toBe(`decide>${outlet}`);
});

test('plain escalation asks the manager, a list asks its people; who was asked before cannot decide any more', async () => {
  const boss = await user('Boss');
  const dan = await user('Dan', { managerId: boss.id });
  await publish('up', { approvers: [{ user: dan.id }], deadline: 'PT1H', onDeadline: 'escalate' });
  const first = await enter('up');
  await world.pass(hour + 1000);
  const stored = await only(first.id);
  expect(stored.standing.slots).toMatchObject([
    { approverId: dan.id, state: 'moved' },
    { approverId: boss.id, state: 'open', movedFrom: { reason: 'escalated' } },
  ]);
  expect(await mailsTo('Boss')).toHaveLength(1);
  expect(await decide(stored.id, dan, 'approve')).toMatchObject({ kind: 'refused' });
  await decide(stored.id, boss, 'approve');
  expect(await path('up')).toBe('decide>approved');
  const fay = await user('Fay');
  const onDeadline = { escalate: [{ user: fay.id }], deadline: 'PT1H' };
  await publish('aside', { approvers: [{ user: dan.id }], deadline: 'PT1H', onDeadline });
  await enter('aside');
  await world.pass(hour + 1000);
  expect(await mailsTo('Fay')).toHaveLength(1);
  await world.pass(hour + 1000);
  expect(await path('aside')).toBe('decide>expired');
});

test('with nobody to escalate to it stays open and is told of once, until somebody else is asked', async () => {
  const alone = await user('Alone');
  await publish('top', { approvers: [{ user: alone.id }], deadline: 'PT1H', onDeadline: 'escalate' });
  const { id } = await enter('top');
  await world.pass(hour + 1000);
  await world.pass(48 * hour);
  const stored = await only(id);
  expect(stored.standing).toMatchObject({ state: 'open', deadline: null, slots: [{ state: 'open' }] });
  expect(
    await world.db.query('SELECT code, "stepId" FROM incident WHERE "runId" = $1 AND "resolvedAt" IS NULL', [
      stored.runId,
    ]),
  ).toEqual([{ code: 'nobody-to-escalate-to', stepId: 'decide' }]);
  const open = async () => {
    await handOver(world.db, world.now());
    return world.db.query('SELECT code FROM incident WHERE "runId" = $1 AND "resolvedAt" IS NULL', [stored.runId]);
  };
  expect(await open()).toHaveLength(1);
  const other = await user('Other');
  const slotId = stored.standing.slots[0]?.id ?? '';
  await act(stored.id, other, { kind: 'move', to: other.id, reason: 'reassigned', slotId }, { forOthers: true });
  expect(await open()).toEqual([]);
  await decide(stored.id, other, 'approve');
  expect(await path('top')).toBe('decide>approved');
});

test('a change of a bound field voids what is pending and what was approved; others do not', async () => {
  const gil = await user('Gil');
  await publish('bound', { approvers: [{ user: gil.id }], bind: ['discountPercent', 'total'] });
  const pending = await enter('bound');
  await world.change('offer', pending.id, { title: 'Another title' });
  await world.settle();
  expect((await only(pending.id)).standing.state).toBe('open');
  await world.change('offer', pending.id, { discountPercent: 25 });
  await world.settle();
  expect(await only(pending.id)).toMatchObject({
    diff: { discountPercent: { old: 20, new: 25 } },
    standing: { state: 'voided' },
  });
  expect(await path('bound')).toBe('decide>voided');
  const approved = await enter('bound');
  const { id } = await only(approved.id);
  await decide(id, gil, 'approve');
  await world.change('offer', approved.id, { discountPercent: 30 });
  await world.settle();
  expect((await only(approved.id)).standing.state).toBe('voided');
  expect(await path('bound')).toBe('decide>approved');
  const events = await world.db.query<{ type: string }>(
    `SELECT type FROM event WHERE "recordId" = $1 AND type LIKE 'approval.%' ORDER BY seq`,
    [approved.id],
  );
  expect(events.map(({ type }) => type)).toEqual([
    'approval.requested',
    'approval.decided',
    'approval.approved',
    'approval.voided',
  ]);
});

test('a decision on content that has changed, but was not dispatched yet, is refused and voids', async () => {
  const hal = await user('Hal');
  await publish('sudden', { approvers: [{ user: hal.id }], bind: ['discountPercent'] });
  const offer = await enter('sudden');
  const { id } = await only(offer.id);
  await world.change('offer', offer.id, { discountPercent: 26 });
  expect(await decide(id, hal, 'approve')).toMatchObject({ kind: 'refused', code: 'approval-voided' });
  expect(await path('sudden')).toBe('decide>voided');
});

test('a recalled approval goes on as voided where that is not drawn; an ended run takes its question back', async () => {
  const ida = await user('Ida');
  await publish('back', { approvers: [{ user: ida.id }] });
  const { id } = await only((await enter('back')).id);
  await act(id, ida, { kind: 'recall', comment: 'a mistake' });
  expect((await world.stepsOf((await runOf('back')).id))[0]).toMatchObject({ outlet: 'recalled' });
  const offer = await enter('back');
  const run = await runOf('back');
  await world.db.transaction((tx) =>
    operateRun(
      tx,
      run.id,
      { action: 'cancel' },
      { actor: systemActor, versions: world.versions, company: world.deps.settings, now: world.now() },
    ),
  );
  expect(await only(offer.id)).toMatchObject({ reason: 'run-ended', standing: { state: 'recalled' } });
});

test('in a sequence each is asked in turn; of a quorum so many are enough', async () => {
  const [jan, kim, lea] = [await user('Jan'), await user('Kim'), await user('Lea')];
  const approvers = [jan, kim, lea].map(({ id }) => ({ user: id }));
  await publish('chain', { approvers: approvers.slice(0, 2), mode: 'sequential' });
  const { id } = await only((await enter('chain')).id);
  expect([await mailsTo('Jan'), await mailsTo('Kim')].map(({ length }) => length)).toEqual([1, 0]);
  expect(await decide(id, kim, 'approve')).toMatchObject({ kind: 'refused' });
  await decide(id, jan, 'approve');
  expect(await mailsTo('Kim')).toHaveLength(1);
  await decide(id, kim, 'approve');
  expect(await path('chain')).toBe('decide>approved');
  await publish('two', { approvers, mode: { quorum: 2 } });
  const two = await only((await enter('two')).id);
  await decide(two.id, lea, 'approve');
  expect(await path('two')).toBe('');
  await decide(two.id, jan, 'approve');
  expect(await path('two')).toBe('decide>approved');
});

test('a slot of a role is decided by any of its members; a delegated one by who got it, both names kept', async () => {
  const [max, nia, oto] = [
    await user('Max', { roles: ['board'] }),
    await user('Nia', { roles: ['board'] }),
    await user('Oto'),
  ];
  await publish('role', { approvers: [{ role: 'board' }] });
  const { id } = await only((await enter('role')).id);
  expect([await mailsTo('Max'), await mailsTo('Nia')].map(({ length }) => length)).toEqual([1, 1]);
  await decide(id, nia, 'approve');
  expect(await path('role')).toBe('decide>approved');
  await publish('given', { approvers: [{ user: max.id }] });
  const given = await only((await enter('given')).id);
  await act(given.id, max, { kind: 'move', to: oto.id, reason: 'delegated', comment: 'on holiday' });
  expect(await mailsTo('Oto')).toHaveLength(1);
  expect(await decide(given.id, max, 'approve')).toMatchObject({ kind: 'refused' });
  await decide(given.id, oto, 'approve');
  const after = await only(given.recordId);
  expect(after.names).toMatchObject({ [max.id]: 'Max', [oto.id]: 'Oto' });
  await world.db.query('DELETE FROM "user" WHERE id = $1', [oto.id]);
  expect((await only(given.recordId)).names[oto.id]).toBe('Oto');
});

test('a table asks those of its first row that fits; without people it is approved, without a row an incident', async () => {
  const pia = await user('Pia');
  const over = (percent: number) => ({ '>': [{ var: 'record.discountPercent' }, percent] });
  await publish('table', {
    approvers: {
      table: [
        { when: over(30), approvers: [{ user: pia.id }] },
        { when: over(15), approvers: [] },
      ],
    },
  });
  const asked = await only((await enter('table', { discountPercent: 40 })).id);
  await decide(asked.id, pia, 'approve');
  expect(await path('table')).toBe('decide>approved');
  const free = await enter('table', { discountPercent: 20 });
  expect(await of(free.id)).toEqual([]);
  expect(await path('table')).toBe('decide>approved');
  await enter('table', { discountPercent: 10 });
  expect((await runOf('table')).error).toMatchObject({ code: 'no-approval-rule' });
});

test('who submitted it is replaced by the manager; without one it is an incident that a retry mends', async () => {
  const [top, own] = [await user('Top'), await user('Own')];
  await publish('own', { approvers: [{ field: 'owner' }] });
  const offer = await enter('own', { ownerId: own.id });
  expect((await runOf('own')).error).toMatchObject({ code: 'only-submitter' });
  await world.db.query('UPDATE "user" SET "managerId" = $2 WHERE id = $1', [own.id, top.id]);
  await world.db.transaction(async (tx) =>
    operateRun(
      tx,
      (await runOf('own')).id,
      { action: 'retry' },
      { actor: systemActor, versions: world.versions, company: world.deps.settings, now: world.now() },
    ),
  );
  await world.settle();
  const stored = await only(offer.id);
  expect(stored.standing.slots).toMatchObject([
    { approverId: own.id, state: 'moved' },
    { approverId: top.id, state: 'open' },
  ]);
  await decide(stored.id, top, 'approve');
  expect(await path('own')).toBe('decide>approved');
});

test('reminders come as often as is said, and no more', async () => {
  const ria = await user('Ria');
  await publish('remind', { approvers: [{ user: ria.id }], remind: { every: 'PT4H', max: 2 }, deadline: 'P3D' });
  await enter('remind');
  await world.pass(13 * hour);
  expect((await mailsTo('Ria')).map(({ subject }) => subject.startsWith('Reminder'))).toEqual([false, true, true]);
});

test('while it is open others may not change what is locked; the run and who decides may', async () => {
  const sam = await user('Sam');
  await publish('locked', { approvers: [{ user: sam.id }], lock: 'fields', bind: ['discountPercent'] });
  const offer = await enter('locked');
  const actor = { type: 'user', id: sam.id, userId: sam.id, teamId: null, permissions: allPermissions } as const;
  const write = (set: JsonObject) =>
    world.db.transaction((tx) =>
      writeRecords(tx, { actor, cause: [], automations: true, now: world.now() }, [
        { kind: 'update', type: 'offer', id: offer.id, change: { set } },
      ]),
    );
  expect(await write({ discountPercent: 21 })).toMatchObject([{ kind: 'issues', code: 'record-locked' }]);
  expect(await write({ title: 'Free' })).toMatchObject([{ kind: 'ok' }]);
  await decide((await only(offer.id)).id, sam, 'approve');
  expect(await write({ discountPercent: 21 })).toMatchObject([{ kind: 'ok' }]);
});

test('a lock of all keeps every field from being changed, and the record from being deleted, as a lock of fields does', async () => {
  const uma = await user('Uma');
  await publish('whole', { approvers: [{ user: uma.id }], lock: 'all' });
  await publish('part', { approvers: [{ user: uma.id }], lock: 'fields', bind: ['discountPercent'] });
  const [whole, part] = [await enter('whole'), await enter('part')];
  const actor = { type: 'user', id: uma.id, userId: uma.id, teamId: null, permissions: allPermissions } as const;
  const write = (change: Change) =>
    world.db.transaction((tx) => writeRecords(tx, { actor, cause: [], automations: true, now: world.now() }, [change]));
  const locked = [{ kind: 'issues', code: 'record-locked' }];
  const retitled = { kind: 'update', type: 'offer', id: whole.id, change: { set: { title: 'Free' } } } as const;
  expect(await write(retitled)).toMatchObject(locked);
  for (const { id } of [whole, part]) expect(await write({ kind: 'delete', type: 'offer', id })).toMatchObject(locked);
  await decide((await only(whole.id)).id, uma, 'approve');
  expect(await write(retitled)).toMatchObject([{ kind: 'ok' }]);
});

test('questions are answered by a user, or expire; answers are read by later steps', async () => {
  const tom = await user('Tom');
  const fields = [
    { key: 'budget', kind: 'number' },
    { key: 'why', required: false },
  ];
  await publish('ask', { to: { user: tom.id }, fields, deadline: 'P1D' }, { type: 'ask' });
  const { id } = await only((await enter('ask')).id);
  expect(await act(id, tom, { kind: 'answer', answers: { budget: 'lots' } })).toMatchObject({ code: 'invalid' });
  await act(id, tom, { kind: 'answer', answers: { budget: '12,5' } });
  expect(await path('ask')).toBe('decide>answered');
  expect((await runOf('ask')).memory.decide?.result).toMatchObject({ answers: { budget: 12.5 } });
  await enter('ask');
  await world.pass(25 * hour);
  expect(await path('ask')).toBe('decide>expired');
});
