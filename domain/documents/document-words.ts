/** Words of documents in one language, as templates read them: `{{words.total}}`. */
export type DocumentWords = typeof english;

const english = {
  offer: 'Offer',
  order: 'Order',
  invoice: 'Invoice',
  for: 'For',
  date: 'Date',
  validUntil: 'Valid until',
  dueDate: 'Due',
  description: 'Description',
  quantity: 'Quantity',
  unitPrice: 'Unit price',
  discount: 'Discount',
  amount: 'Amount',
  subtotal: 'Subtotal',
  total: 'Total',
  revision: 'Revision',
  contact: 'Your contact',
};

const polish: DocumentWords = {
  offer: 'Oferta',
  order: 'Zamówienie',
  invoice: 'Faktura',
  for: 'Dla',
  date: 'Data',
  validUntil: 'Ważna do',
  dueDate: 'Termin płatności',
  description: 'Opis',
  quantity: 'Ilość',
  unitPrice: 'Cena',
  discount: 'Rabat',
  amount: 'Wartość',
  subtotal: 'Suma',
  total: 'Razem',
  revision: 'Wersja',
  contact: 'Osoba do kontaktu',
};

/** The words of a reader's language (BCP 47); English where there are none of it. */
export function documentWords(language: string | null | undefined): DocumentWords {
  return language?.toLowerCase().startsWith('pl') ? polish : english;
}
