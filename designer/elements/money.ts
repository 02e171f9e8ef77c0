/** How many digits the minor unit of a currency has: 2 for EUR, 0 for JPY; 2 for what is no currency. */
export function minorDigits(currency: unknown): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency: String(currency ?? 'EUR') });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** Minor units in a currency, as people of the language write it; the bare amount without a currency. */
export function sayMoney(amount: number, currency: unknown, locale: string): string {
  const digits = minorDigits(currency);
  const major = amount / 10 ** digits;
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency: String(currency) }).format(major);
  } catch {
    return major.toLocaleString(locale, { minimumFractionDigits: digits });
  }
}
