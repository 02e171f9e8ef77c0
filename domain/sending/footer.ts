/** Texts under a marketing mail that lacks its own unsubscribe link, by language; English where there is no other. */
const texts: Readonly<
  Record<string, { readonly unsubscribe: string; readonly preferences: string; readonly why: string }>
> = {
  en: {
    why: 'You receive this mail because you are subscribed.',
    unsubscribe: 'Unsubscribe',
    preferences: 'Change what you receive',
  },
  pl: {
    why: 'Otrzymujesz tę wiadomość, ponieważ jesteś na naszej liście.',
    unsubscribe: 'Wypisz się',
    preferences: 'Zmień, co otrzymujesz',
  },
};

/** A mail's two parts. */
export type MailContent = { readonly html: string | null; readonly text: string };

/**
 * Adds a footer with the unsubscribe link to each part that lacks it: a marketing mail must let its reader leave.
 * @param language BCP 47 tag of the reader; its first part decides
 */
export function withFooter(
  content: MailContent,
  { unsubscribe, preferences, language }: { unsubscribe: string; preferences: string; language: string | null },
): MailContent {
  const words = texts[language?.slice(0, 2).toLowerCase() ?? ''] ?? texts.en;
  if (!words) return content;
  const { html, text } = content;
  return {
    html:
      html === null || html.includes(unsubscribe)
        ? html
        : beforeEndOfBody(html, footerHtml(words, { unsubscribe, preferences })),
    text: text.includes(unsubscribe)
      ? text
      : `${text.trimEnd()}\n\n--\n${words.why}\n${words.unsubscribe}: ${unsubscribe}\n`,
  };
}

function footerHtml(
  words: { why: string; unsubscribe: string; preferences: string },
  links: { unsubscribe: string; preferences: string },
): string {
  const style = 'max-width:560px;margin:24px auto 0;font:12px/1.5 sans-serif;color:#666';
  const link = (href: string, label: string) => `<a href="${href}" style="color:#666">${label}</a>`;
  return `<p style="${style}">${words.why} ${link(links.unsubscribe, words.unsubscribe)} · ${link(links.preferences, words.preferences)}</p>`;
}

function beforeEndOfBody(html: string, addition: string): string {
  const at = html.toLowerCase().lastIndexOf('</body>');
  return at < 0 ? html + addition : html.slice(0, at) + addition + html.slice(at);
}
