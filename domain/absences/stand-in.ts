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

/** How the substitutes of somebody who is away follow each other, and where that ends. */
export type StandInChain = {
  /** Those named one after the other, without the user; the last one is there where `end` is. */
  readonly people: readonly string[];
  readonly end: 'there' | 'circle' | 'too-long' | 'nobody';
};

/** The substitutes that are gone through for a user who is away. */
export function standInChain(userId: string, { substituteOf, isActive }: StandInScope): StandInChain {
  const people: string[] = [];
  let person = userId;
  for (let hop = 0; hop < longestChain; hop += 1) {
    const substitute = substituteOf(person);
    if (substitute === undefined || substitute === null) return { people, end: 'nobody' };
    if (substitute === userId || people.includes(substitute)) return { people, end: 'circle' };
    people.push(substitute);
    if (substituteOf(substitute) === undefined) return { people, end: isActive(substitute) ? 'there' : 'nobody' };
    person = substitute;
  }
  return { people, end: 'too-long' };
}
