import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * A phone number as E.164 (`+12025550121`), read with a country's ISO code as hint where it has no prefix of its own; as
 * given, spaces aside, when it could be a number that cannot be placed; undefined when it is none.
 */
export function phoneNumber(text: string, country?: unknown): string | undefined {
  const given = text.trim();
  const hint = countryCode(country);
  const parsed = parsePhoneNumberFromString(given, hint === undefined ? {} : { defaultCountry: hint });
  if (parsed?.isPossible() && parsed.ext === undefined) return parsed.number;
  return /^[+]?[\d\s().\-/]+$/.test(given) && plausibleDigits(given) ? given.replace(/\s+/g, ' ') : undefined;
}

function plausibleDigits(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  return digits >= 5 && digits <= 15;
}

function countryCode(country: unknown): CountryCode | undefined {
  if (typeof country !== 'string') return undefined;
  const code = country.toUpperCase();
  return isSupportedCountry(code) ? code : undefined;
}
