import { useTranslation } from 'react-i18next';

/** The language with the region that the browser asks for: British English writes dates unlike American. */
function regional(language: string, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ?? language;
}

/** The locale in which dates, numbers and money are written. */
export function useLocale(): string {
  const { i18n } = useTranslation();
  return regional(i18n.language, window.navigator.languages);
}
