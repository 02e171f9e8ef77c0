import type { JsonObject } from '../../domain/json.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { LookupSubject } from './look-up.ts';
import { personKeyOf, type RecordCache, relatedKeyOf } from './record-cache.ts';

export type SubjectNeeds = { readonly key: RecordKey; readonly relations: readonly string[] };

/** Reads what rules about these records may look at: the records, then persons and relations, then owners. */
export async function loadSubjects(cache: RecordCache, subjects: readonly SubjectNeeds[]): Promise<void> {
  // Many rules may be about one record: it is looked at once.
  const needs = new Map<RecordKey, Set<string>>();
  for (const { key, relations } of subjects) {
    const names = needs.get(key) ?? new Set();
    needs.set(key, names);
    for (const name of relations) names.add(name);
  }
  await cache.load([...needs.keys()]);
  await cache.load(
    [...needs].flatMap(([key, relations]) => {
      const record = cache.record(key);
      return [personKeyOf(key, record), ...[...relations].map((name) => relatedKeyOf(key, record, name))].filter(
        (item) => item !== null,
      );
    }),
  );
  await cache.loadUsers(
    [...needs.keys()].flatMap((key) => {
      const ownerId = cache.record(key)?.ownerId;
      return typeof ownerId === 'string' ? [ownerId] : [];
    }),
  );
}

/** What rules see of a record: itself, its person, its owner, its one-relations. */
export function subjectData({ key, relations }: SubjectNeeds, cache: RecordCache, now: Date) {
  const record = cache.record(key);
  const person = personKeyOf(key, record);
  const related: JsonObject = Object.fromEntries(
    relations.map((name) => [name, cache.record(relatedKeyOf(key, record, name))]),
  );
  return {
    record,
    related,
    contact: person === null ? null : cache.record(person),
    owner: cache.user(record?.ownerId),
    now: now.toISOString(),
  };
}

/** The subject of lookups about a record that no run is about yet. */
export function lookupSubject(key: RecordKey, cache: RecordCache, now: Date): LookupSubject {
  return { key, person: personKeyOf(key, cache.record(key)), now };
}
