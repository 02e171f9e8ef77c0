import type { SendAnswer } from '../steps/effect.ts';

/** From the one that decides to the least telling: a message that failed outweighs those that were accepted. */
const weight: readonly SendAnswer['outcome'][] = ['failed', 'rejected', 'unknown', 'accepted', 'skipped'];

/** One answer for the messages of one effect: the gravest outcome, with all their ids. None at all: skipped, nobody to send to. */
export function togetherOf(answers: readonly SendAnswer[]): SendAnswer {
  const outcome = weight.find((kind) => answers.some((answer) => answer.outcome === kind));
  const telling = answers.find((answer) => answer.outcome === outcome);
  if (!telling) return { outcome: 'skipped', messageIds: [], reason: 'no-recipient' };
  return { ...telling, messageIds: answers.flatMap(({ messageIds }) => messageIds) };
}
