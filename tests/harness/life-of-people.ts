import type { Sender } from '../../activities/delivery/sender.ts';
import { handOver } from '../../crm/absences/hand-over.ts';
import { systemActor } from '../../crm/actor.ts';
import { type ApprovalAct, actOnApproval } from '../../crm/approvals/act-on-approval.ts';
import { type CommitPoint, withCommitPoints } from '../../crm/commit-points.ts';
import { reachDates } from '../../crm/date-triggers/reach-dates.ts';
import { sweepDates } from '../../crm/date-triggers/sweep-dates.ts';
import { newId } from '../../crm/ids.ts';
import { expireOffers } from '../../crm/offers/expire-offers.ts';
import { enrollScheduled } from '../../crm/schedules/enroll-scheduled.ts';
import { endLeftClocks, passMarks } from '../../crm/sla/pass-marks.ts';
import { savePolicy } from '../../crm/sla/policies.ts';
import { tellOverdue } from '../../crm/tasks/tell-overdue.ts';
import { dateTriggers } from '../../worker/dispatch/date-triggers.ts';
import { approvalsWorld, type TestUser } from '../crm/approvals/approvals-world.ts';
import type { CrashPoint, CrashPoints } from './crash-points.ts';
import type { EngineWorld } from './engine-world.ts';
import { approvalWorkflow, dateWorkflow, escalationWorkflow, promise, scheduleWorkflow } from './people-workflows.ts';
import { readStory } from './story-of-people.ts';

const hour = 3_600_000;
type Named<Point> = Point extends CommitPoint<infer Name> ? Name : never;
type People = { readonly ann: TestUser; readonly bob: TestUser; readonly boss: TestUser; readonly deputy: TestUser };

/** Some hours of people at work over an engine that crashes as told; `mend` is what a new process does first. */
export function lifeOfPeople(crash: CrashPoints, mend: () => Promise<unknown>) {
  const copies = new Map<string, number>();
  const { world, user, of } = approvalsWorld({ crash, senders: { email: countingSender(copies) } });
  let people: People | undefined;
  const step = <T>(work: () => Promise<T>) => crash.survive(work, mend);
  const at = (name: Named<CrashPoint>) => withCommitPoints(crash.guard(world.db), name, crash.fault);
  const loops = createLoops(world, { step, at });
  const act = (id: string, by: TestUser, does: ApprovalAct) =>
    step(async () => {
      const acting = { actor: systemActor, by: by.id, forOthers: false, cause: [], now: world.now() };
      return (await at('request').transaction((tx) => actOnApproval(tx, id, does, acting))).kind;
    });
  return {
    world,
    copies,
    /** Who there is, and what is published. */
    async prepare(): Promise<void> {
      people = await settleIn(world, user);
      await loops.tick();
    },
    /** One life: @returns what came of it */
    async live() {
      if (!people) throw new Error('nobody is there');
      const began = world.now();
      const born = await begin(world, people);
      await passLife({ world, of, act, loops, people, born });
      return readStory(world.db, { born, since: began, people: Object.values(people) });
    },
  };
}

type Asking = ReturnType<typeof approvalsWorld>;

async function settleIn(world: EngineWorld, user: Asking['user']): Promise<People> {
  const boss = await user('Boss');
  const [ann, deputy] = [await user('Ann'), await user('Deputy')];
  const bob = await user('Bob', { managerId: boss.id });
  const units = (n: number) => `PT${n}H`;
  const approvers = [{ user: ann.id }, { user: bob.id }];
  await world.publish(approvalWorkflow(units, { approvers, asked: { user: ann.id } }));
  await world.publish(escalationWorkflow(units, { agent: ann.id, chief: boss.id }));
  await world.publish(dateWorkflow);
  await world.publish(scheduleWorkflow('PT24H'));
  await world.db.transaction((tx) => savePolicy(tx, { actor: systemActor, key: 'promise', policy: promise(units) }));
  for (const lastName of ['One', 'Two']) await world.create('lead', { lastName, source: 'people' });
  return { ann, bob, boss, deputy };
}

type Living = {
  readonly world: EngineWorld;
  readonly of: Asking['of'];
  readonly act: (id: string, by: TestUser, does: ApprovalAct) => Promise<string>;
  readonly loops: ReturnType<typeof createLoops>;
  readonly people: People;
  readonly born: Born;
};

async function passLife({ world, of, act, loops, people: { ann, bob, boss, deputy }, born }: Living): Promise<void> {
  const begun = world.now().getTime();
  const passTo = (hours: number) => loops.passTo(new Date(begun + hours * hour).toISOString());
  const newest = async () => (await of(born.offer)).at(-1)?.id ?? '';
  const decide = async (by: TestUser, decision: 'approve' | 'rework') => {
    const does = { kind: 'decide', decision, comment: 'because' } as const;
    const id = await newest();
    await act(id, by, does);
    // Said once more, it is refused.
    if ((await act(id, by, does)) !== 'refused') throw new Error(`${by.name} has decided twice`);
    await loops.tick();
  };
  await loops.tick();
  await loops.schedule(new Date(begun).toISOString());
  await decide(ann, 'approve');
  for (const hours of [0.5, 1, 2, 3]) await passTo(hours);
  await decide(boss, 'rework');
  const absence = newId();
  await world.db.query(
    'INSERT INTO absence (id, "userId", "substituteId", "from", until) VALUES ($1, $2, $3, $4, $5)',
    [absence, bob.id, deputy.id, new Date(begun + 3.5 * hour), new Date(begun + 30 * hour)],
  );
  await passTo(4);
  await decide(ann, 'approve');
  await decide(deputy, 'approve');
  await act(await newest(), ann, { kind: 'answer', answers: { sure: true } });
  await world.change('case', born.case, { status: 'resolved' });
  await passTo(5);
  await world.db.query('DELETE FROM absence WHERE id = $1', [absence]);
}

/** What comes in at the beginning of a life. @returns ids */
async function begin(world: EngineWorld, { ann, bob }: People) {
  const now = world.now().getTime();
  const lines = [{ description: 'Thing', quantity: 1, unitPrice: 10_000 }];
  const offer = await world.create('offer', { title: 'Offer', currency: 'EUR', discountPercent: 20, lines });
  const yesterday = new Date(now - 24 * hour).toISOString().slice(0, 10);
  const sent = { title: 'Sent', currency: 'EUR', lines, status: 'sent', validUntil: yesterday };
  const fields = { title: 'Case', category: 'people', status: 'open', ownerId: ann.id };
  const dueAt = new Date(now + 2 * hour).toISOString();
  const born = {
    offer: offer.id,
    old: (await world.create('offer', sent)).id,
    case: (await world.create('case', fields)).id,
    task: (await world.create('task', { title: 'Call', status: 'open', assigneeId: bob.id, dueAt })).id,
  };
  await world.happen({ type: 'enter.people', recordType: 'offer', recordId: born.offer });
  return born;
}

export type Born = Awaited<ReturnType<typeof begin>>;

type Driving = {
  readonly step: <T>(work: () => Promise<T>) => Promise<T>;
  readonly at: (name: Named<CrashPoint>) => EngineWorld['db'];
};

/** What a worker does by itself, one round of each, and time that passes hour by hour. */
function createLoops(world: EngineWorld, { step, at }: Driving) {
  const tick = async () => {
    const now = world.now();
    const company = world.deps.settings;
    const sweeping = () => ({ triggers: dateTriggers(world.index), company, now });
    await step(() => world.settle());
    await step(() => sweepDates(at('dates'), sweeping()));
    await step(() => reachDates(at('dates'), sweeping()));
    await step(() => passMarks(at('marks'), { company, now }));
    await step(() => endLeftClocks(at('marks'), { company, now }));
    await step(() => tellOverdue(at('overdue'), now));
    await step(() => handOver(at('hand-over'), now));
    await step(() => expireOffers(at('expiry'), { zone: 'UTC', now }));
    await step(() => world.settle());
  };
  return {
    tick,
    async passTo(end: string) {
      await step(() => world.pass(end));
      await tick();
    },
    async schedule(scheduledAt: string) {
      const [row] = await world.db.query<{ id: string }>(`SELECT id FROM workflow WHERE key = 'people-schedule'`);
      const time = { workflowId: row?.id ?? '', triggerId: 'clock', scheduledAt };
      const starting = { versions: world.versions, company: world.deps.settings, now: world.now() };
      await step(() => enrollScheduled(at('audience'), time, starting));
      await tick();
    },
  };
}

/** Takes every mail, and counts how often it came. */
function countingSender(copies: Map<string, number>): Sender {
  return {
    kind: 'counting',
    parallel: 20,
    timeoutMs: 1000,
    begin: async ({ id }) => ({
      kind: 'ready',
      handOver: async () => {
        copies.set(id, (copies.get(id) ?? 0) + 1);
        return { kind: 'accepted', providerId: id, response: 'counted' };
      },
      release: () => {},
    }),
  };
}
