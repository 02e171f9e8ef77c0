import polish from './pl.json' with { type: 'json' };

const words: Readonly<Record<string, string>> = polish;

/** A label that `domain/` declares in English, in a reader's language; English where there is no other word for it. */
export function labelIn(language: 'en' | 'pl', label: string): string {
  return language === 'pl' ? (words[`label.${label}`] ?? label) : label;
}
