import { dateTrigger } from './date.ts';
import { eventTrigger } from './event.ts';
import { manualTrigger } from './manual.ts';
import { recordTrigger } from './record.ts';
import { runTrigger } from './run.ts';
import { scheduleTrigger } from './schedule.ts';
import type { TriggerType } from './trigger-type.ts';
import { webhookTrigger } from './webhook.ts';

/** All trigger types: a new one is its file and this line. */
export const triggerTypes = {
  record: recordTrigger,
  event: eventTrigger,
  webhook: webhookTrigger,
  date: dateTrigger,
  schedule: scheduleTrigger,
  manual: manualTrigger,
  run: runTrigger,
} as const satisfies Readonly<Record<string, TriggerType>>;

export type TriggerTypeKey = keyof typeof triggerTypes;

/** The trigger type of a name, undefined when there is none. */
export function triggerTypeOf(type: string): TriggerType | undefined {
  return Object.hasOwn(triggerTypes, type) ? triggerTypes[type as TriggerTypeKey] : undefined;
}
