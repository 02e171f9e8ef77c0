import { useTranslation } from 'react-i18next';
import { type Line, sumOfLines, totalOfLines } from '../../domain/records/lines.ts';
import { sayMoney } from '../elements/money.ts';
import { useLocale } from '../i18n/use-locale.ts';

type SalesTotalsProps = {
  readonly lines: readonly Line[];
  readonly discountPercent: number;
  readonly currency: string;
  /** The total in the company's currency, where that is another one. */
  readonly atHome?: { readonly amount: number; readonly currency: string } | null;
};

/** What lines come to: their sum, what the discount takes off, the total. */
export function SalesTotals({ lines, discountPercent, currency, atHome }: SalesTotalsProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const money = (amount: number) => sayMoney(amount, currency, locale);
  const sum = sumOfLines(lines);
  const total = Number(totalOfLines({ lines, discountPercent }).total ?? 0);
  const rows = [
    ...(discountPercent === 0
      ? []
      : [
          { label: t('sales.subtotal'), value: money(sum) },
          {
            label: t('sales.discountOf', { percent: discountPercent.toLocaleString(locale) }),
            value: money(total - sum),
          },
        ]),
    { label: t('sales.total'), value: <b>{money(total)}</b> },
    ...(atHome ? [{ label: t('sales.atHome'), value: sayMoney(atHome.amount, atHome.currency, locale) }] : []),
  ];
  return (
    <dl className="sales-totals figures" aria-live="polite">
      {rows.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
