import type { Page } from 'playwright-core';
import { messagesOf } from '../designer/messages.ts';

/** English words and sentences of the app that Polish has others for. */
function english(): ReadonlySet<string> {
  const [en, pl, catalogue] = [messagesOf('en'), messagesOf('pl'), messagesOf('polishOfDomain')];
  const polish = new Set([...Object.values(pl), ...Object.values(catalogue)]);
  const own = Object.values(en).filter((text) => !text.includes('{{'));
  const label = 'label.';
  const domain = Object.keys(catalogue).flatMap((key) => (key.startsWith(label) ? [key.slice(label.length)] : []));
  return new Set([...own, ...domain].filter((text) => !polish.has(text)));
}

/** What of a Polish page as it stands is still in English: its texts and the names of its parts, but for what people called something. */
export async function englishLeft(page: Page, given: readonly string[] = []): Promise<string[]> {
  const shown = (await page.evaluate(`(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) found.push(walker.currentNode.textContent.trim());
    for (const part of document.querySelectorAll('[aria-label], [placeholder], [title]'))
      for (const name of ['aria-label', 'placeholder', 'title']) found.push((part.getAttribute(name) ?? '').trim());
    return found;
  })()`)) as string[];
  const words = english();
  return [...new Set(shown)].filter((text) => words.has(text) && !given.includes(text)).sort();
}
