import { ownValue } from './path.ts';

/** Digits of a currency after the point, as Intl knows them; undefined for what is no currency code. */
export function minorDigits(currency: string): number | undefined {
  if (!/^[A-Z]{3}$/.test(currency)) return undefined;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
}

/** The factor from minor units of `from` to minor units of `to`, given units of `to` for one unit of `from`. */
export function minorFactor(from: string, to: string, rate: number): number | undefined {
  const digitsFrom = minorDigits(from);
  const digitsTo = minorDigits(to);
  if (digitsFrom === undefined || digitsTo === undefined) return undefined;
  return rate * 10 ** (digitsTo - digitsFrom);
}

/** An amount in minor units of another currency, rounded half up; null where the amount, its currency or a rate is missing. */
export function convertMoney(given: { amount: unknown; from: unknown; to: string; rates: unknown }): number | null {
  const { amount, from, to, rates } = given;
  if (typeof amount !== 'number' || typeof from !== 'string') return null;
  if (from === to) return amount;
  const rate = ownValue(rates, from);
  const factor = typeof rate === 'number' ? minorFactor(from, to, rate) : undefined;
  return factor === undefined ? null : Math.floor(amount * factor + 0.5);
}
