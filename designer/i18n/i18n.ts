import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import polishOfDomain from '../../domain/locales/pl.json' with { type: 'json' };
import en from '../locales/en.json' with { type: 'json' };
import pl from '../locales/pl.json' with { type: 'json' };

export const languages = ['en', 'pl'] as const;
export type Language = (typeof languages)[number];

const storageKey = 'cadenza-language';

/** The chosen language, else the browser's when it is one of ours, else English. */
function firstLanguage(): Language {
  const wanted = [window.localStorage.getItem(storageKey) ?? '', ...window.navigator.languages];
  for (const tag of wanted) {
    const found = languages.find((language) => tag.toLowerCase().startsWith(language));
    if (found) return found;
  }
  return 'en';
}

/** Starts the message catalogue. Words of the domain (fields, step types) have their English in domain/ and other languages there too. */
export function startI18n(): void {
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, pl: { translation: { ...pl, ...polishOfDomain } } },
    lng: firstLanguage(),
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
    // Keys are flat: `run.pause` is a key, not a path.
    keySeparator: false,
    nsSeparator: false,
    returnNull: false,
  });
  document.documentElement.lang = i18next.language;
}

/** Changes the language of the app and remembers it in this browser. */
export function chooseLanguage(language: Language): void {
  window.localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}
