import { useTranslation } from 'react-i18next';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { useNamedWords } from '../records/use-named-words.ts';
import { useAbsencesNow } from './use-approvals.ts';

/** What it takes to say who is asked in whose place. */
export function useTelling() {
  const { t } = useTranslation();
  const { userName } = useNamedWords();
  const { locale, zone } = useTimeFormat();
  const absences = useAbsencesNow();
  const sayDay = (iso: string) =>
    new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: zone }).format(
      Date.parse(iso),
    );
  return { t, userName, sayDay, absences };
}
