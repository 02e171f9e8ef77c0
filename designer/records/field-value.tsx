import { useTranslation } from 'react-i18next';
import type { Field } from '../../domain/records/field.ts';
import { isRecordType } from '../../domain/records/record-types.ts';
import { sayMoney } from '../elements/money.ts';
import { When } from '../elements/when.tsx';
import { useLocale } from '../i18n/use-locale.ts';
import { useWords } from '../i18n/words.ts';
import { RecordLink } from './record-link.tsx';
import { TeamName, UserName } from './user-name.tsx';

/** A field's value to read. */
export function FieldValue({ field, value, currency }: { field: Field; value: unknown; currency?: unknown }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const words = useWords();
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return <span className="soft">–</span>;
  if (field.kind === 'money' && typeof value === 'number')
    return <span className="figures">{sayMoney(value, currency ?? 'EUR', locale)}</span>;
  if (field.kind === 'percent') return <span className="figures">{String(value)} %</span>;
  if (field.kind === 'boolean') return <>{value === true ? t('value.yes') : t('value.no')}</>;
  if (field.kind === 'dateTime' && typeof value === 'string') return <When at={value} />;
  if (field.kind === 'date' && typeof value === 'string')
    return <>{new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(value))}</>;
  if (field.kind === 'choice' && typeof value === 'string') return <>{words.choice(value)}</>;
  if (field.kind === 'integer' || field.kind === 'number')
    return <span className="figures">{Number(value).toLocaleString(locale)}</span>;
  if (field.kind === 'reference' && typeof value === 'string') {
    if (field.target === 'user') return <UserName id={value} />;
    if (field.target === 'team') return <TeamName id={value} />;
    return field.target && isRecordType(field.target) ? <RecordLink type={field.target} id={value} /> : value;
  }
  if (field.kind === 'tags' && Array.isArray(value)) return <>{value.join(', ')}</>;
  return <>{typeof value === 'string' ? value : JSON.stringify(value)}</>;
}
