import { fieldsOf, recordTypeKeys, recordTypes } from '../../../domain/records/record-types.ts';

/** Ways back that nobody asks for: a contact has the past of its lead in its own timeline. */
const oneWay = ['lead.convertedContactId'];

const relations = recordTypeKeys.flatMap((type) =>
  recordTypes[type].relations.map((relation) => ({ type, ...relation })),
);

test('a field that points to another record is a relation, and the other has the way back', () => {
  const pointers = recordTypeKeys.flatMap((type) =>
    fieldsOf(type).flatMap(({ key, kind, target }) =>
      kind === 'reference' && recordTypeKeys.some((known) => known === target) ? [{ type, key, target }] : [],
    ),
  );
  expect(pointers.length).toBeGreaterThan(15);
  const lacking = pointers.flatMap(({ type, key, target }) => {
    const there = relations.some((one) => one.type === type && one.via === key && one.target === target);
    const back = relations.some((many) => many.type === target && many.via === key && many.target === type);
    const name = `${type}.${key}`;
    return [...(there ? [] : [`${name} →`]), ...(back || oneWay.includes(name) ? [] : [`${name} ←`])];
  });
  expect(lacking).toEqual([]);
});

test('names of relations are unique, and not those of fields', () => {
  for (const type of recordTypeKeys) {
    const names = recordTypes[type].relations.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => fieldsOf(type).some(({ key }) => key === name))).toEqual([]);
  }
});
