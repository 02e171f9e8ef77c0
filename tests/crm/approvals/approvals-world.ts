import { beforeAll } from '@jest/globals';
import type { Person } from '../../../crm/actor.ts';
import { type ActResult, type ApprovalAct, actOnApproval } from '../../../crm/approvals/act-on-approval.ts';
import type { StoredApproval } from '../../../crm/approvals/approval-row.ts';
import { readApprovals } from '../../../crm/approvals/store.ts';
import { newId } from '../../../crm/ids.ts';
import type { Decision } from '../../../domain/approvals/approval.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { type EngineOptions, type EngineWorld, engineWorld } from '../../harness/engine-world.ts';

export type TestUser = { readonly id: string; readonly name: string };
type UserOptions = { managerId?: string; roles?: string[]; language?: string; zone?: string; active?: boolean };

/** The engine with the mails of approvals, people to ask, and short ways to act. */
export function approvalsWorld(options?: EngineOptions) {
  const world = engineWorld(options);
  insertMails(world);
  return { world, ...peopleIn(world), ...entriesIn(world), ...runsIn(world) };
}

function insertMails(world: EngineWorld): void {
  beforeAll(async () => {
    await world.db.query(`INSERT INTO template (key, name, channel, subject, html, "builtIn") VALUES
      ('approval', 'Approval', 'email', '{{#if approval.reminder}}Reminder: {{/if}}{{approval.title}}', '<a href="{{default links.approval ""}}">Decide</a>', true),
      ('offer-approval', 'Approval', 'email', '{{#if approval.reminder}}Reminder: {{/if}}Please decide', '<a href="{{default links.approval ""}}">Decide</a>', true),
      ('ask', 'Ask', 'email', 'Questions', '<a href="{{default links.approval ""}}">Answer</a>', true) ON CONFLICT DO NOTHING`);
  });
}

/** People, and what they do. */
function peopleIn(world: EngineWorld) {
  let people = 0;
  const user = async (name: string, given: UserOptions = {}): Promise<TestUser> => {
    people += 1;
    const id = newId();
    await world.db.query(
      `INSERT INTO "user" (id, email, name, "roleKeys", "managerId", language, zone, active) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        `${name.toLowerCase()}-${people}@example.test`,
        name,
        given.roles ?? [],
        given.managerId ?? null,
        given.language ?? null,
        given.zone ?? null,
        given.active ?? true,
      ],
    );
    return { id, name };
  };
  const act = async (id: string, by: TestUser, does: ApprovalAct, { forOthers = false } = {}): Promise<ActResult> => {
    const actor: Person = { type: 'user', id: by.id, userId: by.id, teamId: null, permissions: [] };
    const result = await world.db.transaction((tx) =>
      actOnApproval(tx, id, does, { actor, by: by.id, forOthers, cause: [], now: world.now() }),
    );
    await world.settle();
    return result;
  };
  return {
    user,
    act,
    decide: (id: string, by: TestUser, decision: Decision, comment = 'because') =>
      act(id, by, { kind: 'decide', decision, comment }),
  };
}

/** Workflows that ask, and records that enter them. */
function entriesIn(world: EngineWorld) {
  return {
    /** Publishes a workflow of one step for offers tagged with its key. */
    async publish(
      key: string,
      config: JsonObject,
      { type = 'approval', next = {} }: { type?: string; next?: JsonObject } = {},
    ) {
      const own =
        type === 'approval' ? ['approved', 'rejected', 'rework', 'expired', 'voided'] : ['answered', 'expired'];
      await world.publish({
        key,
        subject: 'offer',
        triggers: [{ id: 't', type: 'event', event: `enter.${key}` }],
        enrollment: { reentry: { mode: 'always' }, concurrency: 'parallel' },
        start: 'decide',
        steps: {
          decide: { type, config, next: { ...Object.fromEntries(own.map((outlet) => [outlet, null])), ...next } },
        },
      });
    },
    /** Makes an offer and enters it. */
    async enter(key: string, fields: JsonObject = {}) {
      const offer = await world.create('offer', {
        title: `Offer of ${key}`,
        currency: 'EUR',
        discountPercent: 20,
        lines: [{ description: 'Thing', quantity: 1, unitPrice: 10_000 }],
        ...fields,
      });
      await world.happen({ type: `enter.${key}`, recordType: 'offer', recordId: offer.id });
      await world.settle();
      return offer;
    },
  };
}

/** Runs that ask, and what came of them. */
function runsIn(world: EngineWorld) {
  const all = async (): Promise<StoredApproval[]> => {
    const rows = await world.db.query<{ id: string }>('SELECT id FROM approval ORDER BY "createdAt", id');
    return readApprovals(
      world.db,
      rows.map(({ id }) => id),
    );
  };
  return {
    /** The approvals of a record, oldest first. */
    of: async (recordId: string) => (await all()).filter((stored) => stored.recordId === recordId),
    async runOf(key: string) {
      const run = (await world.runsOf(key)).at(-1);
      if (!run) throw new Error(`${key} has no run`);
      return run.data;
    },
    async path(key: string) {
      const run = (await world.runsOf(key)).at(-1);
      return world.pathOf(run?.data.id ?? '');
    },
    mails: () =>
      world.db.query<{ to: string; subject: string; html: string; state: string }>(
        `SELECT "to", subject, html, state FROM message WHERE channel = 'email' ORDER BY "createdAt", id`,
      ),
  };
}
