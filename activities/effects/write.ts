import { type NotedAssignment, noteAssignments } from '../../crm/assignment/note-assignments.ts';
import type { AttributedChange, WriteResult } from '../../crm/records/change.ts';
import { writeRecords } from '../../crm/records/write.ts';
import type { Assignment } from '../../domain/assignment/choose.ts';
import { reasonOf } from '../../domain/assignment/request.ts';
import type { Json } from '../../domain/json.ts';
import type { Answer } from '../../domain/run/state.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import { findRecords } from '../leg/find-records.ts';
import { type AnyCall, type EffectHandler, failure, type LegContext, value } from '../leg/leg-run.ts';
import { causeOf, runActor } from '../leg/run-actor.ts';

/** Changes of records, as one write; those of one record follow each other. */
export const writeRecordsOf: EffectHandler<'write'> = async (calls, context) => {
  const targets: (RecordKey | undefined)[] = [];
  for (const call of calls) targets.push((await findRecords(call, context, call.effect.on))[0]);
  const writing = calls.flatMap((call, n) => {
    const target = targets[n];
    return target
      ? [
          {
            n,
            target,
            change: {
              kind: 'update',
              ...target,
              change: call.effect.change,
              ...attributed(call),
            } satisfies AttributedChange,
          },
        ]
      : [];
  });
  const results = await writeRecords(
    context.tx,
    runContext(context),
    writing.map(({ change }) => change),
  );
  const answers: Answer[] = targets.map(() => failure('no-record', 'The reference means no record here.'));
  const written: Written[] = [];
  writing.forEach(({ n, target }, index) => {
    answers[n] = writeAnswer(target, results[index], context);
    const call = calls[n];
    if (call && results[index]?.kind === 'ok') written.push({ call, record: target, ...call.effect });
  });
  await noteWritten(written, context);
  return answers;
};

/** New records, as one write. Their ids follow from the leg: it commits as a whole or not at all. */
export const createRecords: EffectHandler<'create'> = async (calls, context) => {
  const changes = calls.map(
    (call): AttributedChange => ({
      kind: 'create',
      type: call.effect.recordType,
      fields: call.effect.fields,
      ...attributed(call),
    }),
  );
  const results = await writeRecords(context.tx, runContext(context), changes);
  const written = calls.flatMap((call, n): Written[] => {
    const { recordType: type, assignment } = call.effect;
    const result = results[n];
    return result?.kind === 'ok' ? [{ call, record: { type, id: result.record.id }, assignment }] : [];
  });
  await noteWritten(written, context);
  return calls.map(({ effect }, n) => {
    const result = results[n];
    return result?.kind === 'ok'
      ? value({ record: { type: effect.recordType, id: result.record.id } })
      : refusal(result);
  });
};

type Written = { readonly call: AnyCall; readonly record: RecordKey; readonly assignment?: Assignment | undefined };

/** Keeps with the records why they are whose they are. */
async function noteWritten(written: readonly Written[], { tx, now }: LegContext): Promise<void> {
  const noted = written.flatMap(({ call: { run, keyed }, record, assignment }): NotedAssignment[] => {
    if (assignment === undefined) return [];
    const { userId, by } = assignment;
    const reason = reasonOf(assignment, { rule: null, skills: [], territory: null });
    return [{ record, userId, queue: null, by, reason, runId: run.row.data.id, stepId: keyed.stepId }];
  });
  await noteAssignments(tx, noted, now);
}

function writeAnswer(target: RecordKey, result: WriteResult | undefined, context: LegContext): Answer {
  if (result?.kind !== 'ok') return refusal(result);
  context.cache.put(target, result.record);
  return value({ record: target, changed: result.changed as Json });
}

function refusal(result: WriteResult | undefined): Answer {
  const issues = result?.kind === 'issues' ? result.issues : [];
  return failure(
    'record-refused',
    issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join(' ') ||
      'The record was not written.',
  );
}

const attributed = (call: AnyCall) => ({ attribution: { actor: runActor(call.run), cause: causeOf(call.run) } });

const runContext = ({ now }: LegContext) => ({
  actor: { type: 'system' as const, id: null },
  cause: [],
  automations: true,
  now,
});
