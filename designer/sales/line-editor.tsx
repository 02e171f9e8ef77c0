import { ActionIcon, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { amountOfLine } from '../../domain/records/lines.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { get } from '../api/client.ts';
import { sayMoney } from '../elements/money.ts';
import { tellProblem } from '../elements/tell.tsx';
import { useLocale } from '../i18n/use-locale.ts';
import { useRecord } from '../records/record-link.tsx';
import { RecordSelect } from '../records/record-select.tsx';
import { priceElsewhere, rowOfProduct } from './line-of-product.ts';
import { type LineRow, lineOfRow } from './line-rows.ts';

type LineEditorProps = {
  readonly row: LineRow;
  readonly index: number;
  readonly count: number;
  readonly currency: string;
  /** It was just added. */
  readonly focused: boolean;
  readonly dragged: boolean;
  readonly onChange: (row: LineRow) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
  readonly onDrag: () => void;
  readonly onDrop: () => void;
};

const inputs = ['quantity', 'unitPrice', 'discountPercent'] as const;
const inputTexts = {
  quantity: 'sales.quantity',
  unitPrice: 'sales.unitPrice',
  discountPercent: 'sales.discount',
} as const;

function useProduct({ row, currency, onChange }: LineEditorProps) {
  const client = useQueryClient();
  return (id: string) => {
    if (id === '') return onChange({ ...row, productId: '' });
    client
      .fetchQuery({
        queryKey: ['record', 'product', id],
        queryFn: ({ signal }) => get<RecordJson>(`/api/records/product/${id}`, signal),
      })
      .then((product) => onChange(rowOfProduct(row, product, currency)))
      .catch(tellProblem);
  };
}

/** Why choosing a product left the price empty. */
function PriceNote({ row, currency }: Pick<LineEditorProps, 'row' | 'currency'>) {
  const { t } = useTranslation();
  const locale = useLocale();
  const isEmpty = row.productId !== '' && row.unitPrice.trim() === '';
  const elsewhere = priceElsewhere(row, useRecord('product', isEmpty ? row.productId : null).data, currency);
  if (elsewhere === null) return null;
  const price = sayMoney(elsewhere.price, elsewhere.currency, locale);
  return (
    <p className="line-note" role="status">
      {t('sales.priceElsewhere', { price, currency })}
    </p>
  );
}

function LineNumbers({ row, index, currency, onChange }: LineEditorProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const line = lineOfRow(row, currency);
  return (
    <>
      {inputs.map((key) => (
        <TextInput
          key={key}
          className={`line-${key}`}
          label={t(inputTexts[key])}
          aria-label={t('sales.ofLine', { what: t(inputTexts[key]), line: index + 1 })}
          inputMode="decimal"
          value={row[key]}
          {...(key === 'discountPercent' ? { rightSection: '%' } : {})}
          onChange={(event) => onChange({ ...row, [key]: event.currentTarget.value })}
        />
      ))}
      <output
        className="line-amount figures"
        aria-label={t('sales.ofLine', { what: t('sales.amount'), line: index + 1 })}
      >
        {line ? sayMoney(amountOfLine(line), currency, locale) : '–'}
      </output>
    </>
  );
}

function LineButtons({ row, index, count, onMove, onRemove }: LineEditorProps) {
  const { t } = useTranslation();
  const name = row.description || t('sales.line', { line: index + 1 });
  return (
    <div className="line-buttons">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('sales.moveUp', { name })}
        disabled={index === 0}
        onClick={() => onMove(index - 1)}
      >
        <IconArrowUp size={16} stroke={1.5} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('sales.moveDown', { name })}
        disabled={index === count - 1}
        onClick={() => onMove(index + 1)}
      >
        <IconArrowDown size={16} stroke={1.5} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label={t('sales.removeLine', { name })} onClick={onRemove}>
        <IconTrash size={16} stroke={1.5} />
      </ActionIcon>
    </div>
  );
}

/** One line: product, text, numbers; Alt with an arrow key moves it, as do its handle and its buttons. */
export function LineEditor(props: LineEditorProps) {
  const { row, index, currency, dragged, focused, onChange, onMove, onDrag, onDrop } = props;
  const { t } = useTranslation();
  const choose = useProduct(props);
  const byKeys = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || step === undefined) return;
    event.preventDefault();
    onMove(index + step);
  };
  return (
    // The keys are those of the controls inside.
    <li
      className={dragged ? 'line-row dragged' : 'line-row'}
      onKeyDown={byKeys}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      <span className="line-handle" draggable onDragStart={onDrag} title={t('sales.drag')} aria-hidden>
        <IconGripVertical size={16} stroke={1.5} />
      </span>
      <div className="line-what">
        <RecordSelect
          type="product"
          label={t('sales.ofLine', { what: t('sales.product'), line: index + 1 })}
          labelHidden
          value={row.productId}
          onChange={choose}
        />
        <TextInput
          aria-label={t('sales.ofLine', { what: t('sales.description'), line: index + 1 })}
          placeholder={t('sales.description')}
          value={row.description}
          data-autofocus={focused || undefined}
          autoFocus={focused}
          onChange={(event) => onChange({ ...row, description: event.currentTarget.value })}
        />
      </div>
      <LineNumbers {...props} />
      <LineButtons {...props} />
      <PriceNote row={row} currency={currency} />
    </li>
  );
}
