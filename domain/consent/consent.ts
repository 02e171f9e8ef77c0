import { everyTopic, type TopicMode } from './topic.ts';

/** What an address said about a topic of a channel. Without a row it has said nothing. */
export type ConsentState = 'granted' | 'withdrawn';

/** Events of everybody who has an address, after which it may be that they can be written to, or no more. */
export const consentEvents: readonly string[] = [
  'consent.granted',
  'consent.withdrawn',
  'suppression.added',
  'suppression.removed',
];

/** One such statement; `at` in ms. */
export type ConsentStatement = { readonly topic: string; readonly state: ConsentState; readonly at: number };

/** Whether marketing on a topic is permitted, and when not, why. */
export type Permission = 'permitted' | 'no-consent' | 'unsubscribed';

/**
 * Judges the statements of one address on one channel. A statement on the topic itself counts, unless everything was
 * withdrawn after it. Marketing without a topic is stopped only by a withdrawal of everything.
 */
export function permissionFor(
  topic: { readonly key: string; readonly mode: TopicMode } | null,
  statements: readonly ConsentStatement[],
): Permission {
  const all = statements.find((statement) => statement.topic === everyTopic && statement.state === 'withdrawn');
  const own = topic === null ? undefined : statements.find((statement) => statement.topic === topic.key);
  if (own?.state === 'withdrawn') return 'unsubscribed';
  if (all && (own === undefined || own.at < all.at)) return 'unsubscribed';
  if (own === undefined && topic?.mode === 'opt-in') return 'no-consent';
  return 'permitted';
}
