import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { newId } from '../crm/ids.ts';
import type { Logger } from '../crm/log.ts';
import type { Activities } from './activities.ts';

/**
 * Activities whose failures tell Temporal no more than a code and an id: texts of errors quote values of records, and stay in
 * histories. What happened stands in the log under that id.
 */
export function guardActivities({ advance, advanceLone, enrollAudience }: Activities, log: Logger): Activities {
  const guarded =
    <I, O>(work: (input: I) => Promise<O>) =>
    (input: I) =>
      work(input).catch((error: unknown) => {
        throw failureOf(error, log);
      });
  return {
    advance: guarded(advance),
    advanceLone: guarded(advanceLone),
    enrollAudience: guarded(enrollAudience),
  };
}

function failureOf(error: unknown, log: Logger): Error {
  if (error instanceof CancelledFailure) return error;
  const id = newId();
  log.warn({ event: 'activity.failed', id, err: error });
  const type = codeOf(error);
  return ApplicationFailure.create({ message: `${type} ${id}`, type });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
