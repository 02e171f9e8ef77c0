import type { TopicMode } from '../consent/topic.ts';

/** Marketing needs consent and can be unsubscribed from; transactional follows from what the person did. */
export type MessageClass = 'marketing' | 'transactional';

/**
 * The class of a message: the one that the step asks for, else by its topic; without a topic transactional.
 * @param mode the mode of the message's topic; null without a topic
 */
export function classOf(asked: MessageClass | undefined, mode: TopicMode | null): MessageClass {
  if (asked !== undefined) return asked;
  return mode === null || mode === 'transactional' ? 'transactional' : 'marketing';
}
