const lastKeys: readonly string[] = ['ownerId', 'teamId', 'tags'];

/** Fields in the order people read them in: those that every record has stand behind those of its type. */
export function inOrder<F extends { readonly key: string }>(fields: readonly F[]): readonly F[] {
  return [
    ...fields.filter(({ key }) => !lastKeys.includes(key)),
    ...fields.filter(({ key }) => lastKeys.includes(key)),
  ];
}
