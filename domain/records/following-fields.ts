import { type RecordTypeKey, recordTypes } from './record-types.ts';

/** Fields that the system may write where one of a record changes: derived values and stamps, and what follows from these. */
export function followingFields(type: RecordTypeKey, field: string): readonly string[] {
  const { derived, stamps = [] } = recordTypes[type];
  const next = (of: string) => [
    ...(derived?.by.includes(of) ? derived.fields : []),
    ...stamps.flatMap((stamp) => (stamp.field === of ? [stamp.stamp] : [])),
  ];
  const found = new Set(next(field));
  for (const key of found) for (const more of next(key)) found.add(more);
  found.delete(field);
  return [...found];
}
