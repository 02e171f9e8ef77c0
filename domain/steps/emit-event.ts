import { z } from 'zod';
import { word } from '../definition/words.ts';
import { systemEventPrefix } from '../events/event-name.ts';
import type { JsonObject } from '../json.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { refuse } from './message-settings.ts';
import { sentence } from './sentence.ts';
import { literals, onOf } from './set-literals.ts';

const config = z
  .strictObject({
    event: word.event('Event'),
    properties: word.values('Properties').optional(),
    on: word.record('Of the record').optional(),
  })
  .superRefine(({ event }, context) => {
    const prefix = systemEventPrefix(event);
    if (prefix !== undefined)
      refuse(
        context,
        'system-event',
        ['event'],
        `names that begin with "${prefix}" are kept for the system; use a name of your own`,
      );
  });

/** Makes an event that triggers, waits and conditions see. */
export const emitEvent = defineStep<z.infer<typeof config>>({
  type: 'emit-event',
  version: 1,
  title: 'Emit event',
  group: 'messages',
  icon: 'broadcast',
  effect: true,
  config,
  help: 'Records an event of the record. Triggers, waits and conditions see it like any other.',
  outlets: () => [{ id: 'done', label: 'Done' }],
  waits: () => false,
  sentence: ({ event }) => sentence('emit-event', 'Event {event}', { event }),
  writes: ({ event, on }) => [{ field: `event:${event}`, ...onOf(on) }],
  *execute({ event, properties, on }) {
    const values: JsonObject = properties === undefined ? {} : yield* literals(properties);
    const { eventId } = yield* ask({ kind: 'emit', event, properties: values, on: on ?? 'subject' });
    return { kind: 'outlet', outlet: 'done', result: { eventId }, detail: { event, properties: values } };
  },
});
