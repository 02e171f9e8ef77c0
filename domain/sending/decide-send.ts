import { type ConsentStatement, permissionFor } from '../consent/consent.ts';
import type { TopicMode } from '../consent/topic.ts';
import { type AddressChannel, parseAddress } from './address.ts';
import type { MessageClass } from './message-class.ts';
import type { ReasonCode } from './reasons.ts';

/** All that the checks before a message look at. */
export type SendFacts = {
  readonly channel: AddressChannel;
  readonly class: MessageClass;
  /** The topic of the message, when it has one. */
  readonly topic: { readonly key: string; readonly mode: TopicMode } | null;
  /** Whether there is a person, or an address of its own, to send to. */
  readonly known: boolean;
  /** As given; null when the person has none for the channel. */
  readonly address: string | null;
  /** What the address said about this channel. */
  readonly statements: readonly ConsentStatement[];
  readonly suppressed: boolean;
};

/** One check: why the message must not leave, or undefined when nothing speaks against it. */
type Check = (facts: SendFacts) => ReasonCode | undefined;

/** Topics and their withdrawal bind marketing; what a person's own action asks for is sent all the same. */
const consent: Check = ({ class: messageClass, topic, statements }) => {
  if (messageClass === 'transactional') return undefined;
  const permission = permissionFor(topic, statements);
  return permission === 'permitted' ? undefined : permission;
};

/** Hard bounces, complaints and STOP: such an address is never written to, whatever the class. */
const suppression: Check = ({ suppressed }) => (suppressed ? 'suppressed' : undefined);

const channelAddress: Check = ({ known, address, channel }) => {
  if (!known) return 'no-person';
  if (address === null || address.trim() === '') return 'no-address';
  return parseAddress(channel, address) === undefined ? 'invalid-address' : undefined;
};

/**
 * The checks in their order; the first that objects names the reason. Frequency caps, quiet hours and rate limits stand
 * between the address and the rendering: they come with marketing plans, and until then hold nothing up.
 */
const checks: readonly Check[] = [consent, suppression, channelAddress];

/** Whether a message may leave; undefined when it may. Asked when it is planned and again when it is handed over. */
export function reasonNotToSend(facts: SendFacts): ReasonCode | undefined {
  for (const check of checks) {
    const reason = check(facts);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
