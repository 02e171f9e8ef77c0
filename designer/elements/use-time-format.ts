import { useTranslation } from 'react-i18next';
import { useSession } from '../frame/session.tsx';
import type { TimeFormat } from './format-time.ts';

/** Locale and zone in which this user reads times: their own zone, else the browser's. */
export function useTimeFormat(): TimeFormat {
  const { i18n } = useTranslation();
  const session = useSession();
  return { locale: i18n.language, zone: session?.user.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone };
}
