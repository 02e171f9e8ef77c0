import type { Unsolvable } from './open.ts';

const texts: { readonly [C in Unsolvable['code']]: (what: string) => string } = {
  'nobody-to-ask': (what) =>
    `Nobody is there to ask: ${what} means no active user. Give the record an owner, or the role, team or queue a member, and retry.`,
  'only-submitter': (what) =>
    `Only who submitted it could decide (${what}), who has no manager. Name another approver, set a manager, or allow selfApproval, and retry.`,
  'nobody-stands-in': (what) =>
    `Everybody asked is away (${what}) and nobody stands in. Name a substitute in the absence, or set a manager, and retry.`,
  'quorum-too-large': (what) =>
    `More have to agree than are asked: ${what}. Need fewer, or ask more people, and retry.`,
};

/** What is wrong with an approval that nobody can decide, and what would mend it. */
export function unsolvableText({ code, what }: Unsolvable): string {
  return texts[code](what);
}
