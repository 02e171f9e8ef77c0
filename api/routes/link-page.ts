import { z } from 'zod';
import { page } from '../frame/page.ts';
import { html, type Reply } from '../frame/reply.ts';

/** What all pages behind links in messages share: whoever has the link may open it, and it opens nothing else. */
export const linkGuard = { public: 'the token is the key' };
export const linkParams = z.object({ token: z.string().max(200) });
export const linkTag = 'Public pages';
export const linkHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
  // The address of the page is its key.
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
};

const unknownTexts = {
  en: {
    title: 'This link does not work',
    text: 'It is incomplete or was not made by us. Please use the link in the message again.',
  },
  pl: {
    title: 'Ten odnośnik nie działa',
    text: 'Jest niepełny albo nie pochodzi od nas. Użyj ponownie odnośnika z wiadomości.',
  },
} as const;

export type PageLanguage = keyof typeof unknownTexts;

/** The language of a reader, by `Accept-Language`: the first of ours in it, else English. */
export function languageOf(header: string | undefined): PageLanguage {
  for (const part of (header ?? '').split(',')) {
    const tag = part.trim().slice(0, 2).toLowerCase();
    if (tag === 'en' || tag === 'pl') return tag;
  }
  return 'en';
}

/** The page of a link that leads nowhere. */
export function unknownLinkPage(language: PageLanguage): string {
  const { title, text } = unknownTexts[language];
  return page({ title, body: `<p>${text}</p>`, language, narrow: true });
}

/** The same as an answer. */
export function unknownLink(language: PageLanguage): Reply {
  return html(unknownLinkPage(language), { status: 404, headers: linkHeaders });
}
