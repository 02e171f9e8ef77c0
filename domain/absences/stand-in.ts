/** Most people that a matter is passed on through. */
export const longestChain = 5;

export type StandInScope = {
  /** Whom an absent user has named; null for an absence without a substitute, undefined while the user is there. */
  readonly substituteOf: (userId: string) => string | null | undefined;
  readonly managerOf: (userId: string) => string | null;
  readonly isActive: (userId: string) => boolean;
};

/**
 * Who acts for a user: the user while there, else the substitute, who may have one in turn, over at most five people. Where the chain
 * goes round, is longer, or ends with nobody, it is the user's manager, or who stands in for the manager. Null when nobody is there.
 */
export function standInFor(userId: string, scope: StandInScope): string | null {
  const asked = new Set<string>();
  for (let person: string | null = userId; person !== null && !asked.has(person); person = scope.managerOf(person)) {
    asked.add(person);
    const found = followChain(person, scope);
    if (found !== null) return found;
  }
  return null;
}

function followChain(userId: string, { substituteOf, isActive }: StandInScope): string | null {
  let person: string | null = userId;
  for (let hop = 0; hop <= longestChain && person !== null; hop += 1) {
    const substitute: string | null | undefined = substituteOf(person);
    if (substitute === undefined) return isActive(person) ? person : null;
    person = substitute === userId ? null : substitute;
  }
  return null;
}
