import type { Answer } from '../../domain/run/state.ts';
import type { EffectKind } from '../../domain/steps/effect.ts';
import type { EffectCall, EffectHandler, LegContext } from '../leg/leg-run.ts';
import { askForApprovals } from './approval.ts';
import { assignRecords } from './assign.ts';
import { callUrls } from './call.ts';
import { keepClocks } from './clock.ts';
import { convertLeads } from './convert.ts';
import { makeDocuments } from './document.ts';
import { emitEvents } from './emit.ts';
import { evaluateRules } from './evaluate.ts';
import { findInvitees } from './invitees.ts';
import { copyDocuments, noteShared, shareOffers } from './offers.ts';
import { findRecordsOf } from './records.ts';
import { resolveValues } from './resolve.ts';
import { scheduleWaits } from './schedule.ts';
import { sendMessages } from './send.ts';
import { startRuns } from './start.ts';
import { findUsers } from './users.ts';
import { beginWaits } from './wait.ts';
import { createRecords, writeRecordsOf } from './write.ts';

/** One handler for each kind of effect: the real side of the step port. */
const handlers: { readonly [K in EffectKind]: EffectHandler<K> } = {
  evaluate: evaluateRules,
  resolve: resolveValues,
  users: findUsers,
  records: findRecordsOf,
  schedule: scheduleWaits,
  write: writeRecordsOf,
  create: createRecords,
  convert: convertLeads,
  send: sendMessages,
  call: callUrls,
  emit: emitEvents,
  start: startRuns,
  assign: assignRecords,
  clock: keepClocks,
  approval: askForApprovals,
  document: makeDocuments,
  copy: copyDocuments,
  share: shareOffers,
  shared: noteShared,
  invitees: findInvitees,
  wait: beginWaits,
};

/** Carries out effects of one kind. */
export function handleEffects(
  kind: EffectKind,
  calls: readonly EffectCall[],
  context: LegContext,
): Promise<readonly Answer[]> {
  // The registry pairs each kind with the handler of that kind; calls are grouped by kind.
  const handler = handlers[kind] as EffectHandler<EffectKind>;
  return handler(calls, context);
}
