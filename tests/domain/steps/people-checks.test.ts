import type { Json } from '../../../domain/json.ts';
import type { RecordTypeKey } from '../../../domain/records/record-types.ts';
import type { UserRef } from '../../../domain/steps/effect.ts';
import { chain, issuesOf, told } from '../definition/definitions.ts';

const present = { role: ['ann', 'bob'], empty: [] as string[] };
const meant = ({ role, user }: UserRef): readonly string[] | undefined =>
  role === 'none' ? present.empty : role === undefined ? (typeof user === 'string' ? [user] : undefined) : present.role;

/** Issues of the settings of one step. */
const checked = (type: string, config: { readonly [key: string]: Json }, subject: RecordTypeKey = 'case') =>
  told(issuesOf(chain([[type, config]], { subject }), { meant, queues: new Set(['first']) }))
    .filter((text) => text.includes('/config'))
    .map((text) => text.replace('/steps/s0/config', ''));
const user = (n: number) => ({ user: `00000000-0000-7000-8000-00000000000${n}` });

test('a quorum that the people named cannot reach is refused', () => {
  const asking = { deadline: 'P1D', approvers: [user(1), user(2)] };
  expect(checked('approval', { ...asking, mode: { quorum: 3 } })).toEqual(['error quorum-too-large /approvers']);
  expect(checked('approval', { ...asking, mode: { quorum: 2 } })).toEqual([]);
  const table = [{ when: true, approvers: [user(1)], mode: { quorum: 2 } }];
  expect(checked('approval', { deadline: 'P1D', approvers: { table } })).toEqual([
    'error quorum-too-large /approvers/table/0/approvers',
  ]);
});

test('approvers who own the record are warned of, unless who submits it may decide', () => {
  const asking = { deadline: 'P1D', approvers: [{ field: 'owner' }] };
  expect(checked('approval', asking)).toEqual(['warning only-submitter-may-decide /approvers']);
  expect(checked('approval', { ...asking, selfApproval: true })).toEqual([]);
  expect(checked('approval', { ...asking, approvers: [{ field: 'owner' }, user(1)] })).toEqual([]);
});

test('fewer people at the deadline than have to agree are warned of; the members of a group count each', () => {
  const asking = { deadline: 'P1D', approvers: [user(1), user(2)], mode: { quorum: 2 } };
  const told = (...escalate: Json[]) => checked('approval', { ...asking, onDeadline: { escalate } });
  expect(told(user(3))).toEqual(['warning few-to-escalate-to /onDeadline/escalate']);
  expect(told(user(3), user(4))).toEqual([]);
  expect(told({ role: 'sales' })).toEqual([]);
  expect(told({ team: 'unknown' })).toEqual([]);
});

test('a lock of the bound fields is warned of where none is bound', () => {
  const asking = { deadline: 'P1D', approvers: [user(1)] };
  expect(checked('approval', { ...asking, lock: 'fields' }, 'offer')).toEqual(['warning locks-nothing /lock']);
  expect(checked('approval', { ...asking, lock: 'fields', bind: [] }, 'offer')).toEqual([
    'warning locks-nothing /lock',
  ]);
  expect(checked('approval', { ...asking, lock: 'fields', bind: ['total'] }, 'offer')).toEqual([]);
  expect(checked('approval', { ...asking, lock: 'all' }, 'offer')).toEqual([]);
});

test('questions to nobody are warned of, as approvals are', () => {
  const asking = { deadline: 'P1D', fields: [{ key: 'why' }] };
  expect(checked('ask', { ...asking, to: { role: 'none' } })).toEqual(['warning nobody-to-ask /to']);
  expect(checked('ask', { ...asking, to: { role: 'sales' } })).toEqual([]);
  expect(checked('ask', { ...asking, to: 'contact' })).toEqual([]);
});

test('a queue is warned of where records stand in none', () => {
  const config = { pool: { role: 'sales' }, queue: 'first' };
  expect(checked('assign-owner', config, 'lead')).toEqual(['warning stands-in-no-queue /queue']);
  expect(checked('assign-owner', config, 'case')).toEqual([]);
});
