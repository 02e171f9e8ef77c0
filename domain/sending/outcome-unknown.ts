import type { JsonObject } from '../json.ts';
import type { StepEnd } from '../steps/step-type.ts';

/** Code of the incident of a step that asks for one where it is not known whether its message or call arrived. */
export const outcomeUnknown = 'outcome-unknown';

/**
 * How such a step ends: what is not known, and what a person can do about it.
 * @param what the message as a sentence names it: `The e-mail`
 * @param reason why it is not known: a reason code, or the channel's own
 */
export function unknownEnd(what: string, reason: string | undefined, detail: JsonObject): StepEnd {
  const why = reason === undefined ? '' : ` (${reason})`;
  return {
    kind: 'incident',
    code: outcomeUnknown,
    message: `${what} was handed over, and it is not known whether it was taken${why}. Retry sends it once more, even if it has arrived; skip goes on as if it was taken. Word that it was taken lets the run go on by itself.`,
    detail,
  };
}
