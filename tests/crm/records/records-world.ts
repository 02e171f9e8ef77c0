import { type Person, systemActor } from '../../../crm/actor.ts';
import type { Queryable } from '../../../crm/database.ts';
import { newId } from '../../../crm/ids.ts';
import type { Change, WriteContext, WriteResult } from '../../../crm/records/change.ts';
import { writeRecords } from '../../../crm/records/write.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { builtInRoles } from '../../../domain/permissions/built-in-roles.ts';
import type { Permission } from '../../../domain/permissions/permission.ts';
import type { RecordJson } from '../../../domain/records/record.ts';
import type { RecordTypeKey } from '../../../domain/records/record-types.ts';
import type { OwnDatabase } from '../../harness/own-database.ts';

type EventRow = {
  type: string;
  changes: JsonObject;
  record: JsonObject;
  actorType: string;
  actorId: string | null;
  automations: boolean;
  cause: unknown;
};

/** Short ways to write records in tests. */
export function recordsWorld(own: OwnDatabase) {
  const contextOf = (given: Partial<WriteContext> = {}): WriteContext => ({
    actor: systemActor,
    cause: [],
    automations: true,
    now: new Date('2026-05-01T10:00:00.000Z'),
    ...given,
  });
  const write = (changes: readonly Change[], given: Partial<WriteContext> = {}) =>
    own.database.transaction((tx) => writeRecords(tx, contextOf(given), changes));
  return {
    contextOf,
    write,
    async create(type: RecordTypeKey, fields: JsonObject, given: Partial<WriteContext> = {}): Promise<RecordJson> {
      const [result] = await write([{ kind: 'create', type, fields }], given);
      return recordOf(result);
    },
    user: (given: GivenUser = {}) => insertUser(own.database, given),
    async team(): Promise<string> {
      const id = newId();
      await own.database.query('INSERT INTO team (id, name) VALUES ($1, $2)', [id, id]);
      return id;
    },
    events: (recordId: string) =>
      own.database.query<EventRow>(
        'SELECT type, changes, record, "actorType", "actorId", automations, cause FROM event WHERE "recordId" = $1 ORDER BY seq',
        [recordId],
      ),
    audit: (recordId: string) =>
      own.database.query<{ action: string; changes: JsonObject; actorType: string }>(
        'SELECT action, changes, "actorType" FROM audit_entry WHERE "resourceId" = $1 ORDER BY seq',
        [recordId],
      ),
  };
}

type GivenUser = { roles?: readonly string[]; teamId?: string | null; permissions?: readonly Permission[] };

async function insertUser(
  db: Queryable,
  { roles = ['viewer'], teamId = null, permissions }: GivenUser,
): Promise<Person> {
  const id = newId();
  await db.query('INSERT INTO "user" (id, email, name, "roleKeys", "teamId") VALUES ($1, $2, $2, $3, $4)', [
    id,
    `${id}@example.test`,
    roles,
    teamId,
  ]);
  const held = builtInRoles.filter(({ key }) => roles.includes(key)).flatMap((role) => role.permissions);
  return { type: 'user', id, userId: id, teamId, permissions: permissions ?? held };
}

/** The record of a result that is good. */
export function recordOf(result: WriteResult | undefined): RecordJson {
  if (result?.kind !== 'ok') throw new Error(`Refused: ${JSON.stringify(result)}`);
  return result.record;
}

/** Code and places of a refusal. */
export function refusalOf(result: WriteResult | undefined): string {
  return result?.kind === 'issues'
    ? [result.code, ...result.issues.map(({ path, code }) => `${path} ${code}`)].join('; ')
    : 'taken';
}
