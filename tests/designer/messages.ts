import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import i18next, { type TFunction } from 'i18next';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export type Messages = Readonly<Record<string, string>>;

const catalogues = {
  en: 'designer/locales/en.json',
  pl: 'designer/locales/pl.json',
  polishOfDomain: 'domain/locales/pl.json',
};

/** A message catalogue: the web app's own texts, and other languages of what `domain/` declares. */
export function messagesOf(name: keyof typeof catalogues): Messages {
  return JSON.parse(readFileSync(join(root, catalogues[name]), 'utf8'));
}

/** The app's translation function in a language, with its real catalogues. */
export async function translator(language: 'en' | 'pl'): Promise<TFunction> {
  const instance = i18next.createInstance();
  return instance.init({
    lng: language,
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: {
      en: { translation: messagesOf('en') },
      pl: { translation: { ...messagesOf('pl'), ...messagesOf('polishOfDomain') } },
    },
  });
}

/** The texts of all source files below a folder of the project. */
export function sourcesBelow(folder: string): readonly string[] {
  const visit = (path: string): string[] =>
    readdirSync(path).flatMap((name) => {
      const inner = join(path, name);
      if (statSync(inner).isDirectory()) return visit(inner);
      return /\.tsx?$/.test(name) ? [readFileSync(inner, 'utf8')] : [];
    });
  return visit(join(root, folder));
}

/** A definition of the library. */
export function libraryDefinitions(): readonly unknown[] {
  const folder = join(root, 'workflows', 'library');
  return readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}
