import type { JsonObject } from '../../domain/json.ts';
import { fieldsOf, type RecordTypeKey } from '../../domain/records/record-types.ts';
import type { FieldDiff } from '../api/approval-answers.ts';
import { sayMoney } from '../elements/money.ts';
import { fieldOf, type Saying, sayField } from '../records/say-value.ts';

/** A value of a field as people read it, percent with its sign. */
export function sayBound(
  type: RecordTypeKey,
  key: string,
  { value, currency }: { readonly value: unknown; readonly currency: unknown },
  saying: Saying,
): string {
  const field = fieldOf(type, key);
  if (field?.kind === 'percent' && typeof value === 'number') return `${value.toLocaleString(saying.locale)} %`;
  return sayField(field, value, saying, currency);
}

/** Fields that say most come first, as the record type has them; lines, which are long, last. */
export function inTellingOrder(type: RecordTypeKey, keys: readonly string[]): readonly string[] {
  const order = fieldsOf(type).map(({ key }) => key);
  const rank = (key: string) => {
    const kind = fieldOf(type, key)?.kind;
    const weight = kind === 'money' ? 0 : kind === 'percent' ? 1 : kind === 'lines' ? 3 : 2;
    return weight * 1_000 + (order.indexOf(key) < 0 ? 999 : order.indexOf(key));
  };
  return [...keys].sort((a, b) => rank(a) - rank(b));
}

export type SaidChange = { readonly field: string; readonly label: string; readonly parts: readonly SaidPart[] };
/** What was there and is not, and what is there now. */
export type SaidPart = { readonly old: string | null; readonly now: string | null };

/** What changed, field by field; of lines, those that went and those that came. */
export function saidChanges(
  type: RecordTypeKey,
  diff: FieldDiff,
  { currency, saying }: { readonly currency: unknown; readonly saying: Saying },
): readonly SaidChange[] {
  const say = (key: string, value: unknown) => sayBound(type, key, { value, currency }, saying);
  return inTellingOrder(type, Object.keys(diff)).map((field) => {
    const { old, new: now } = diff[field] ?? {};
    const label = saying.words.fieldOf(type, field);
    const isLines = fieldOf(type, field)?.kind === 'lines';
    const parts = isLines
      ? lineParts(old, now, { currency, saying })
      : [{ old: say(field, old), now: say(field, now) }];
    return { field, label, parts };
  });
}

function lineParts(old: unknown, now: unknown, by: { currency: unknown; saying: Saying }): readonly SaidPart[] {
  const texts = (lines: unknown) => (Array.isArray(lines) ? lines.map((line) => sayLine(line, by)) : []);
  const [before, after] = [texts(old), texts(now)];
  const gone = before.filter((line) => !after.includes(line));
  const come = after.filter((line) => !before.includes(line));
  const count = Math.max(gone.length, come.length);
  return Array.from({ length: count }, (_, index) => ({ old: gone[index] ?? null, now: come[index] ?? null }));
}

/** "40 × Licence à 12.00 EUR, −5 %". */
function sayLine(line: unknown, { currency, saying: { t, locale } }: { currency: unknown; saying: Saying }): string {
  const given: JsonObject =
    typeof line === 'object' && line !== null && !Array.isArray(line) ? (line as JsonObject) : {};
  const { description, quantity, unitPrice, discountPercent } = given;
  const said = t('approvals.line', {
    quantity: typeof quantity === 'number' ? quantity.toLocaleString(locale) : String(quantity ?? ''),
    description: String(description ?? ''),
    price: typeof unitPrice === 'number' ? sayMoney(unitPrice, currency, locale) : '',
  });
  return typeof discountPercent === 'number' && discountPercent !== 0
    ? `${said}, −${discountPercent.toLocaleString(locale)} %`
    : said;
}
