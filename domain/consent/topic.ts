/**
 * How a topic treats an address that has said nothing: `opt-in` needs a consent first, `opt-out` sends until it is
 * withdrawn, `transactional` can't be withdrawn.
 */
export const topicModes = ['opt-in', 'opt-out', 'transactional'] as const;
export type TopicMode = (typeof topicModes)[number];

/** The topic that stands for all marketing: its withdrawal ends every topic not granted after it. */
export const everyTopic = '*';
