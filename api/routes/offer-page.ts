import type { CustomerOffer } from '../../crm/offers/customer-offer.ts';
import { amountOfLine } from '../../domain/records/lines.ts';
import { helpers } from '../../domain/templates/template-helpers.ts';
import { escapeHtml, page } from '../frame/page.ts';
import type { PageLanguage } from './link-page.ts';

const texts = {
  en: {
    title: (number: string) => `Offer ${number}`,
    for: 'For',
    validUntil: 'Valid until',
    description: 'Description',
    quantity: 'Quantity',
    price: 'Unit price',
    discount: 'Discount',
    amount: 'Amount',
    total: 'Total',
    pdf: 'Download the PDF',
    accept: 'Accept the offer',
    name: 'Your name',
    decline: 'Decline',
    reason: 'Why? (optional)',
    declineAsk: 'Decline this offer',
    states: {
      accepted: 'This offer is accepted. Thank you!',
      declined: 'This offer was declined.',
      expired: 'This offer is no longer valid: its time is over. Please ask us for a new one.',
      superseded: 'There is a newer offer in place of this one. Please use the link in our latest mail.',
      changed: 'This offer is being changed. You will receive the new one from us.',
      gone: 'This offer is not there any more.',
    },
    nameNeeded: 'Please give your name.',
  },
  pl: {
    title: (number: string) => `Oferta ${number}`,
    for: 'Dla',
    validUntil: 'Ważna do',
    description: 'Opis',
    quantity: 'Ilość',
    price: 'Cena',
    discount: 'Rabat',
    amount: 'Wartość',
    total: 'Razem',
    pdf: 'Pobierz PDF',
    accept: 'Przyjmij ofertę',
    name: 'Imię i nazwisko',
    decline: 'Odrzuć',
    reason: 'Dlaczego? (opcjonalnie)',
    declineAsk: 'Odrzuć ofertę',
    states: {
      accepted: 'Oferta została przyjęta. Dziękujemy!',
      declined: 'Oferta została odrzucona.',
      expired: 'Termin ważności oferty minął. Poproś nas o nową.',
      superseded: 'Tę ofertę zastąpiła nowsza. Użyj odnośnika z naszej ostatniej wiadomości.',
      changed: 'Oferta jest właśnie zmieniana. Otrzymasz od nas nową.',
      gone: 'Tej oferty już nie ma.',
    },
    nameNeeded: 'Podaj imię i nazwisko.',
  },
} as const;

type Words = (typeof texts)[PageLanguage];

/** An offer as its customer sees it, with forms to accept or decline while it is open; else why it cannot be. Without a script. */
export function offerPage(
  shown: CustomerOffer,
  { language, path, nameMissing = false }: { language: PageLanguage; path: string; nameMissing?: boolean },
): string {
  const words = texts[language];
  const { offer, state } = shown;
  const told =
    state === 'open'
      ? ''
      : `<p role="status"${state === 'accepted' ? '' : ' class="ended"'}><strong>${words.states[state]}</strong></p>`;
  // What is being changed, or is gone, is nothing to show: only what this link was made for.
  const content = offer === null || state === 'changed' ? '' : offerContent(shown, { language, words, path });
  const problem = nameMissing ? `<p role="alert"><strong>${words.nameNeeded}</strong></p>` : '';
  const forms = state === 'open' ? decisionForms(words) : '';
  const title = words.title(String(offer?.number ?? ''));
  return page({ title, body: `${told}\n${problem}\n${content}\n${forms}`, language, narrow: true });
}

type Style = { readonly language: PageLanguage; readonly words: Words; readonly path: string };

function offerContent(
  { offer, lines, documentId, customer, zone }: CustomerOffer,
  { language, words, path }: Style,
): string {
  const settings = { locale: language, zone, currency: String(offer?.currency ?? 'EUR') };
  const money = (amount: number) => escapeHtml(String(helpers.money.run([amount, settings.currency], settings)));
  const day = (value: unknown) => escapeHtml(String(helpers.date.run([value, 'd MMMM yyyy'], settings)));
  const facts = [
    ...(offer?.title ? [`<p><strong>${escapeHtml(String(offer.title))}</strong></p>`] : []),
    ...(customer === null ? [] : [`<p>${words.for}: ${escapeHtml(customer)}</p>`]),
    ...(offer?.validUntil ? [`<p>${words.validUntil}: ${day(offer.validUntil)}</p>`] : []),
  ];
  const rows = lines.map((line) => {
    const discount = line.discountPercent ? ` (−${line.discountPercent} %)` : '';
    const each = `<small>${line.quantity} × ${money(line.unitPrice)}${discount}</small>`;
    return `<tr><td>${escapeHtml(line.description)}<br>${each}</td><td class="amount">${money(amountOfLine(line))}</td></tr>`;
  });
  const discount = offer?.discountPercent
    ? `<tr><td>${words.discount}</td><td class="amount">−${Number(offer.discountPercent)} %</td></tr>`
    : '';
  const total = `<tr><th scope="row">${words.total}</th><td class="amount"><strong>${money(Number(offer?.total ?? 0))}</strong></td></tr>`;
  const head = `<thead><tr><th scope="col">${words.description}</th><th scope="col" class="amount">${words.amount}</th></tr></thead>`;
  const pdf = documentId === null ? '' : `<p><a href="${escapeHtml(path)}/document.pdf">${words.pdf}</a></p>`;
  return `${facts.join('\n')}\n<table class="amounts">${head}<tbody>${rows.join('\n')}${discount}${total}</tbody></table>\n${pdf}`;
}

function decisionForms(words: Words): string {
  return `<form method="post"><input type="hidden" name="decision" value="accept">
<p><label for="name">${words.name}</label><input id="name" name="name" required maxlength="200" autocomplete="name"></p>
<p><button class="main">${words.accept}</button></p></form>
<details><summary>${words.declineAsk}</summary><form method="post"><input type="hidden" name="decision" value="decline">
<p><label for="reason">${words.reason}</label><textarea id="reason" name="reason" rows="3" maxlength="2000"></textarea></p>
<p><button>${words.decline}</button></p></form></details>`;
}
