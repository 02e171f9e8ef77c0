import { type Asked, openApproval, type Unsolvable } from '../../domain/approvals/open.ts';
import type { OpenRequest } from '../../domain/approvals/request.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { type Acts, announceApproval } from './announce-approval.ts';
import type { StoredApproval } from './approval-row.ts';
import { boundContent } from './bound-content.ts';
import { namesOf } from './names.ts';
import { askedPeople, type PeopleAtWork } from './people.ts';
import { afterForPeople } from './personal-time.ts';
import { insertApproval, readApprovals } from './store.ts';

/** The visit of a step that asks, and what its run is about. */
export type AskingVisit = {
  readonly workflowKey: string;
  readonly runId: string;
  readonly stepId: string;
  readonly visit: number;
  readonly positionId: string;
  readonly subject: RecordKey;
  readonly record: JsonObject | null;
  /** The person of the record, whom an ask may be for. */
  readonly person: RecordKey | null;
  /** Who asked for the run: a user, a key or a run; null for nobody in particular. */
  readonly initiator: string | null;
};

export type Opening = Acts & { readonly people: PeopleAtWork; readonly company: CompanyTime };

/**
 * Opens the approval of a visit: fills its slots, binds it to the record as it is, and tells that it is asked for. A visit that has one
 * already is given that. Unsolvable when nobody could decide it: then nothing is written.
 */
export async function openFor(
  tx: Tx,
  visit: AskingVisit,
  request: OpenRequest,
  opening: Opening,
): Promise<StoredApproval | Unsolvable> {
  const known = await approvalOfVisit(tx, visit);
  if (known) return known;
  const { people, now } = opening;
  const submitter = await submitterOf(tx, visit);
  const asked = await whom(tx, visit, request);
  const result = openApproval({
    asked,
    mode: request.mode,
    round: visit.visit,
    rounds: request.rounds,
    deadline: null,
    submitter,
    selfApproval: request.terms.selfApproval === true,
    people: request.approvers === 'contact' ? { standIn: (id) => id, managerOf: () => null } : people,
    now: now.toISOString(),
    newId,
  });
  if (result.kind === 'unsolvable') return result;
  const userIds = result.approval.slots.flatMap(({ candidates, state }) =>
    state === 'moved' ? [] : (candidates[0] ?? []),
  );
  const since = now.toISOString();
  const deadlinePlan = request.deadline === null ? null : { since, duration: request.deadline, userIds };
  const deadline = deadlinePlan && afterForPeople(since, deadlinePlan.duration, { userIds, ...opening });
  const stored: StoredApproval = {
    ...(await aboutVisit(tx, visit, request, { submitter, now })),
    deadlinePlan,
    standing: { ...result.approval, deadline },
  };
  if (!(await insertApproval(tx, stored))) return (await approvalOfVisit(tx, visit)) ?? stored;
  await announceApproval(tx, stored, [{ what: 'requested' }], opening);
  return stored;
}

/** The user who asked for the run, by hand or by a change, also through an API key of theirs; else the owner of the record. */
async function submitterOf(tx: Tx, { initiator, record }: AskingVisit): Promise<string | null> {
  const [user] =
    initiator === null
      ? []
      : await tx.query<{ id: string }>(
          `SELECT id FROM "user" WHERE id = $1 UNION ALL SELECT "userId" FROM api_key WHERE id = $1`,
          [initiator],
        );
  return user?.id ?? textOf(record?.ownerId);
}

async function whom(tx: Tx, { person, record }: AskingVisit, { approvers }: OpenRequest): Promise<readonly Asked[]> {
  if (approvers !== 'contact') return askedPeople(tx, approvers, record);
  return person === null ? [] : [{ person: person.id, group: null, users: [person.id] }];
}

async function aboutVisit(
  tx: Tx,
  { workflowKey, runId, stepId, visit, positionId, subject, record }: AskingVisit,
  { asks, title, description, terms, bind, lock }: OpenRequest,
  { submitter, now }: { submitter: string | null; now: Date },
): Promise<Omit<StoredApproval, 'standing' | 'deadlinePlan'>> {
  const names = await namesOf(tx, submitter === null ? [] : [submitter]);
  return {
    id: newId(),
    kind: asks,
    title: title.slice(0, 300),
    description,
    workflowKey,
    runId,
    stepId,
    visit,
    positionId,
    recordType: subject.type,
    recordId: subject.id,
    terms,
    submitterId: submitter,
    submitterName: submitter === null ? null : (names.get(submitter) ?? null),
    lock,
    bind,
    ...boundContent(record, bind),
    diff: null,
    reason: null,
    answers: null,
    createdAt: now.toISOString(),
    names: {},
  };
}

async function approvalOfVisit(tx: Tx, { runId, stepId, visit }: AskingVisit): Promise<StoredApproval | undefined> {
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM approval WHERE "runId" = $1 AND "stepId" = $2 AND visit = $3',
    [runId, stepId, visit],
  );
  const [found] = await readApprovals(
    tx,
    rows.map(({ id }) => id),
  );
  return found;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
