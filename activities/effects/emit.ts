import { acceptEvents } from '../../crm/events/accept.ts';
import { findRecords } from '../leg/find-records.ts';
import { type EffectHandler, failure, value } from '../leg/leg-run.ts';
import { causeOf, runActor } from '../leg/run-actor.ts';

/** Events of a run, with its cause chain; the key of the effect makes a repeat one event. */
export const emitEvents: EffectHandler<'emit'> = async (calls, context) => {
  const answers = [];
  for (const call of calls) {
    const { run, keyed, effect } = call;
    const [record] = await findRecords(call, context, effect.on);
    const id = `run:${run.row.data.id}:${keyed.stepId}:${keyed.visit}:${keyed.ordinal}`;
    const [result] = await acceptEvents(context.tx, { actor: runActor(run), cause: causeOf(run), now: context.now }, [
      {
        id,
        type: effect.event,
        properties: effect.properties,
        at: context.now.toISOString(),
        ...(record === undefined ? {} : { recordType: record.type, recordId: record.id }),
      },
    ]);
    answers.push(
      result?.kind === 'accepted'
        ? value({ eventId: result.eventId })
        : failure(
            'event-refused',
            result?.issues?.map(({ message }) => message).join(' ') ?? 'The event was not accepted.',
          ),
    );
  }
  return answers;
};
