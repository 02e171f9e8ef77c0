import type { TFunction } from 'i18next';

type Ref = Readonly<Record<string, unknown>>;
type UserWords = { readonly t: TFunction; readonly userName: (id: string) => string };

const isRef = (value: unknown): value is Ref => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Who is meant, in the words of the language: "the owner", "the manager of the owner", "Ewa Lis". Null for what is no reference. */
export function userText(refs: unknown, words: UserWords): string | null {
  const list = Array.isArray(refs) ? refs : [refs];
  const said = list.map((ref) => (isRef(ref) ? oneText(ref, words) : null));
  return said.length > 0 && said.every((text) => text !== null) ? said.join(', ') : null;
}

function oneText(ref: Ref, words: UserWords): string | null {
  const { t, userName } = words;
  if (typeof ref.user === 'string') return userName(ref.user);
  if (typeof ref.field === 'string')
    return ref.field === 'owner' ? t('userRef.owner') : t('userRef.field', { field: ref.field });
  if (typeof ref.manager === 'number')
    return t('userRef.manager', { of: (isRef(ref.of) ? oneText(ref.of, words) : null) ?? t('userRef.owner') });
  for (const kind of ['role', 'team', 'teamLead', 'queue'] as const) {
    const name = ref[kind];
    if (typeof name === 'string') return t(`userRef.${kind}`, { name });
  }
  return null;
}
