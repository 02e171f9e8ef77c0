import type { RefusalClass } from '../outcome.ts';

/**
 * Twilio's error codes (twilio.com/docs/api/errors) that say something about the number or the text. 21xxx come in the
 * answer to a send, 30xxx in later reports. `temporary` ones may pass by themselves.
 */
const classes: Readonly<Record<number, RefusalClass | 'temporary'>> = {
  20429: 'temporary',
  21211: 'hard-bounce',
  21212: 'sender',
  21214: 'hard-bounce',
  21217: 'hard-bounce',
  21265: 'hard-bounce',
  21408: 'policy',
  21602: 'content',
  21603: 'sender',
  21606: 'sender',
  21610: 'blocked',
  21611: 'temporary',
  21612: 'policy',
  21614: 'hard-bounce',
  21617: 'content',
  21635: 'hard-bounce',
  21659: 'sender',
  30001: 'temporary',
  30002: 'sender',
  30003: 'temporary',
  30004: 'blocked',
  30005: 'hard-bounce',
  30006: 'hard-bounce',
  30007: 'policy',
  30008: 'temporary',
  30034: 'sender',
};

/** What a Twilio error code means; `policy` for one that is not listed. */
export function classifyTwilioError(code: string): RefusalClass | 'temporary' {
  return classes[Number(code)] ?? 'policy';
}
