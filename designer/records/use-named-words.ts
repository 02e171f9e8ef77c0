import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { usePeople } from '../api/use-people.ts';
import { type Words, wordsIn } from '../i18n/words.ts';

/** The words of the app with the names of users: for sentences that speak of them. */
export function useNamedWords(): Words {
  const { t } = useTranslation();
  const people = usePeople().data;
  return useMemo(() => {
    const names = new Map(people?.items.map(({ id, name }) => [id, name]));
    return wordsIn(t, (id) => names.get(id) ?? id.slice(0, 8));
  }, [t, people]);
}
