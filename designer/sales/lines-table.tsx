import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { amountOfLine, type Line } from '../../domain/records/lines.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { Box } from '../elements/box.tsx';
import { sayMoney } from '../elements/money.ts';
import { useLocale } from '../i18n/use-locale.ts';
import { linesOf } from './lines-of.ts';
import { SalesTotals } from './sales-totals.tsx';
import '../elements/data-table.css';
import './sales.css';

type LinesTableProps = { readonly record: RecordJson; readonly atHome?: { amount: number; currency: string } | null };

/** Lines to read, and what they come to. */
export function LinesTable({ record, atHome = null }: LinesTableProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const lines = linesOf(record);
  const currency = String(record.currency ?? 'EUR');
  const money = (amount: number) => sayMoney(amount, currency, locale);
  const each = ({ quantity, unitPrice, discountPercent }: Line) =>
    `${quantity.toLocaleString(locale)} × ${money(unitPrice)}${discountPercent ? ` −${discountPercent.toLocaleString(locale)} %` : ''}`;
  return (
    <Box title={t('sales.lines')}>
      {lines.length === 0 ? <p className="soft lines-none">{t('sales.noLines')}</p> : null}
      <table className="table lines-table" aria-label={t('sales.lines')} hidden={lines.length === 0}>
        <thead>
          <tr>
            <th scope="col">{t('sales.description')}</th>
            <th scope="col" className="number">
              {t('sales.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            // Lines have no names of their own; this list is never reordered.
            // biome-ignore lint/suspicious/noArrayIndexKey: their place is what they are
            <tr key={index}>
              <td>
                {line.productId ? (
                  <Link to={`/records/product/${line.productId}`}>{line.description}</Link>
                ) : (
                  line.description
                )}
                <small className="soft figures">{each(line)}</small>
              </td>
              <td className="number">{money(amountOfLine(line))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length === 0 ? null : (
        <SalesTotals
          lines={lines}
          discountPercent={Number(record.discountPercent ?? 0)}
          currency={currency}
          atHome={atHome}
        />
      )}
    </Box>
  );
}
