import { z } from 'zod';
import type { Person } from '../../crm/actor.ts';
import type { WriteContext, WriteResult } from '../../crm/records/change.ts';
import { AppError } from '../../domain/errors.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import type { RouteRequest } from '../frame/route.ts';

/** A record as answers show it: its envelope, then the fields of its type and custom ones. */
export const recordSchema = z
  .object({
    id: z.uuid(),
    type: z.enum(recordTypeKeys),
    version: z.int(),
    ownerId: z.uuid().nullable(),
    teamId: z.uuid().nullable(),
    tags: z.array(z.string()),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .catchall(z.json())
  .meta({ id: 'Record', description: 'Built-in and custom fields stand beside the envelope; absent values are null.' });

/** Values of fields by key, as writes take them. */
export const fieldsSchema = z.record(z.string().max(100), z.json()).meta({ id: 'Fields' });

export const typeParams = z.object({ type: z.enum(recordTypeKeys) });
export const recordParams = typeParams.extend({ id: z.string().max(100) });
/** `?automations=off` writes without firing workflows, which needs a right. */
export const automationsQuery = z.strictObject({ automations: z.enum(['on', 'off']).default('on') });

/** Who writes, for the write path. */
export function writeContext(
  { actor, now, requestId }: Pick<RouteRequest<unknown, unknown, unknown, Person>, 'actor' | 'now' | 'requestId'>,
  automations: 'on' | 'off',
): WriteContext {
  return { actor, cause: [], automations: automations === 'on', now, requestId };
}

/** The record of a single write. @throws AppError for a refused one */
export function recordOfResult(result: WriteResult | undefined): RecordJson {
  if (result?.kind === 'ok') return result.record;
  if (result === undefined) throw new AppError('internal');
  throw refusalOf(result);
}

/** A refusal as an error: its issues, and their first message as the detail. */
export function refusalOf({ code, issues }: Extract<WriteResult, { kind: 'issues' }>): AppError {
  const [first] = issues;
  return new AppError(code, { issues, ...(first === undefined ? {} : { detail: first.message }) });
}
