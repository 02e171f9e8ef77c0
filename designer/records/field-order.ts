const lastKeys: readonly string[] = ['ownerId', 'teamId', 'tags'];

/** Fields in the order people read them in: lines behind what is told in a word, and those that every record has stand last. */
export function inOrder<F extends { readonly key: string; readonly kind?: string }>(
  fields: readonly F[],
): readonly F[] {
  const isLast = ({ key }: F) => lastKeys.includes(key);
  return [
    ...fields.filter((field) => !isLast(field) && field.kind !== 'lines'),
    ...fields.filter(({ kind }) => kind === 'lines'),
    ...fields.filter(({ key }) => lastKeys.includes(key)),
  ];
}
