import type { LiveDateTrigger } from '../../crm/date-triggers/plan-dates.ts';
import type { DateTriggers } from '../../crm/date-triggers/sweep-dates.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { TriggerIndex } from './trigger-index.ts';

/** The date triggers of published workflows, as the index knows them. */
export function dateTriggers(index: TriggerIndex): DateTriggers {
  return { refresh: index.refresh, all: () => liveOf(index) };
}

/** Those for records of a type. */
export function dateTriggersOf(index: TriggerIndex): (type: RecordTypeKey) => readonly LiveDateTrigger[] {
  const all = liveOf(index);
  return (type) => all.filter(({ recordType }) => recordType === type);
}

function liveOf(index: TriggerIndex): readonly LiveDateTrigger[] {
  return index
    .timed()
    .flatMap(({ version: { workflowId }, trigger }) =>
      trigger.date === undefined
        ? []
        : [{ workflowId, triggerId: trigger.id, recordType: trigger.subject, settings: trigger.date }],
    );
}
