import type { Subscription } from '../../crm/sending/unsubscribe.ts';
import { escapeHtml, page } from '../frame/page.ts';
import type { PageLanguage } from './link-page.ts';

/** What the page tells after somebody acted. */
export type PageNotice = 'saved' | 'unsubscribed' | null;

const texts = {
  en: {
    title: 'What you receive',
    intro: (address: string) => `Messages to ${address}`,
    suppressed: 'We no longer send messages to this address.',
    topics: 'Topics',
    always: 'Messages about things you asked for, such as an order, are sent all the same.',
    save: 'Save',
    all: 'Unsubscribe from everything',
    one: (topic: string) => `Unsubscribe from “${topic}”`,
    saved: 'Saved.',
    unsubscribed: 'You are unsubscribed.',
  },
  pl: {
    title: 'Co otrzymujesz',
    intro: (address: string) => `Wiadomości na adres ${address}`,
    suppressed: 'Nie wysyłamy już wiadomości na ten adres.',
    topics: 'Tematy',
    always: 'Wiadomości o sprawach, o które prosisz, na przykład o zamówieniu, wysyłamy mimo to.',
    save: 'Zapisz',
    all: 'Wypisz się ze wszystkiego',
    one: (topic: string) => `Wypisz się z tematu „${topic}”`,
    saved: 'Zapisano.',
    unsubscribed: 'Subskrypcja została anulowana.',
  },
} as const;

/** The page behind the links in messages: shows what an address receives, and forms that change it. Without a script. */
export function subscriptionPage(
  { message, consents }: Subscription,
  { language, notice }: { language: PageLanguage; notice: PageNotice },
): string {
  const words = texts[language];
  const open = consents.topics.filter(({ mode }) => mode !== 'transactional');
  const own = open.find(({ topic, permitted }) => topic === message.topic && permitted);
  const told = notice === null ? '' : `<p role="status"><strong>${words[notice]}</strong></p>`;
  const boxes = open.map(({ topic, name, description, permitted }) => {
    const more = description === null ? '' : `<small>${escapeHtml(description)}</small>`;
    return `<p><label><input type="checkbox" name="topic" value="${escapeHtml(topic)}"${permitted ? ' checked' : ''}> ${escapeHtml(name)}</label>${more}</p>`;
  });
  const leave =
    own === undefined ? '' : form('unsubscribe', `<button class="main">${escapeHtml(words.one(own.name))}</button>`);
  const choice = `<fieldset id="topics"><legend>${words.topics}</legend>${boxes.join('\n')}</fieldset><p><button>${words.save}</button></p>`;
  const body = `<p>${escapeHtml(words.intro(consents.address))}</p>
${told}
${consents.suppression === null ? '' : `<p>${words.suppressed}</p>`}
${leave}
${open.length === 0 ? '' : form('choose', choice)}
${form('leave', `<button>${words.all}</button>`)}
<p><small>${words.always}</small></p>`;
  return page({ title: words.title, body, language, narrow: true });
}

function form(act: 'unsubscribe' | 'choose' | 'leave', content: string): string {
  return `<form method="post"><input type="hidden" name="act" value="${act}">${content}</form>`;
}
