import { useSession } from '../frame/session.tsx';
import { useLocale } from '../i18n/use-locale.ts';
import type { TimeFormat } from './format-time.ts';

/** Locale and zone in which this user reads times: their own zone, else the browser's. */
export function useTimeFormat(): TimeFormat {
  const locale = useLocale();
  const session = useSession();
  return { locale, zone: session?.user.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone };
}
