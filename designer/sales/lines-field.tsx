import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field } from '../../domain/records/field.ts';
import type { RecordForm } from '../records/use-record-form.ts';
import { LineEditor } from './line-editor.tsx';
import { draftOfRows, type LineRow, lineOfRow, moved, newRow, rowsOf } from './line-rows.ts';
import { SalesTotals } from './sales-totals.tsx';
import './sales.css';

type LinesFieldProps = { readonly field: Field; readonly form: RecordForm };

const draftAt = (form: RecordForm, key: string) => {
  const field = form.fields.find((candidate) => candidate.key === key);
  const draft = field ? form.draftOf(field) : '';
  return typeof draft === 'string' ? draft : '';
};

/** Rows of a lines field. What is typed stays as it is typed; another draft from outside (discarded, a newer version) takes its place. */
function useRows({ field, form }: LinesFieldProps) {
  const currency = draftAt(form, 'currency') || 'EUR';
  const draft = form.draftOf(field);
  const [held, setHeld] = useState(() => ({ rows: rowsOf(draft, currency), currency }));
  const canonical = draftOfRows(rowsOf(draft, held.currency), held.currency);
  const current = canonical === draftOfRows(held.rows, held.currency) ? held.rows : rowsOf(draft, held.currency);
  const write = (rows: readonly LineRow[]) => {
    setHeld({ rows, currency });
    form.change(field, draftOfRows(rows, currency));
  };
  // A currency without cents counts the same price in other units.
  useEffect(() => {
    if (held.currency === currency) return;
    const before = draftOfRows(current, held.currency);
    const after = draftOfRows(current, currency);
    setHeld({ rows: current, currency });
    if (before !== after) form.change(field, after);
  });
  return { rows: current, currency, write };
}

/** What can be done with the rows of a field: added, changed, moved by place or by hand, removed. */
function useActs({ rows, write }: Pick<ReturnType<typeof useRows>, 'rows' | 'write'>) {
  const [focused, setFocused] = useState<string | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const move = (from: number, to: number) => write(moved(rows, from, to));
  return {
    focused,
    dragged,
    move,
    drag: setDragged,
    add: () => {
      const row = newRow();
      setFocused(row.key);
      write([...rows, row]);
    },
    drop: (to: number) => {
      if (dragged !== null) move(dragged, to);
      setDragged(null);
    },
    change: (changed: LineRow) => write(rows.map((other) => (other.key === changed.key ? changed : other))),
    remove: (row: LineRow) => write(rows.filter(({ key }) => key !== row.key)),
  };
}

type RowsProps = {
  readonly rows: readonly LineRow[];
  readonly currency: string;
  readonly acts: ReturnType<typeof useActs>;
};

function Rows({ rows, currency, acts }: RowsProps) {
  return (
    <ol className="line-rows">
      {rows.map((row, index) => (
        <LineEditor
          key={row.key}
          row={row}
          index={index}
          count={rows.length}
          currency={currency}
          focused={row.key === acts.focused}
          dragged={acts.dragged === index}
          onChange={acts.change}
          onMove={(to) => acts.move(index, to)}
          onRemove={() => acts.remove(row)}
          onDrag={() => acts.drag(index)}
          onDrop={() => acts.drop(index)}
        />
      ))}
    </ol>
  );
}

/** The lines of an offer, order or invoice: one row each, in an order that keys and mouse change, with what they come to. */
export function LinesField({ field, form }: LinesFieldProps) {
  const { t } = useTranslation();
  const { rows, currency, write } = useRows({ field, form });
  const acts = useActs({ rows, write });
  const lines = rows.flatMap((row) => lineOfRow(row, currency) ?? []);
  const percent = Number(draftAt(form, 'discountPercent').replace(',', '.')) || 0;
  return (
    <fieldset className="lines-field">
      <legend>{t('sales.lines')}</legend>
      {form.errorOf(field) ? (
        <p className="lines-problem" role="alert">
          {form.errorOf(field)}
        </p>
      ) : null}
      {rows.length === 0 ? <p className="soft lines-none">{t('sales.noLines')}</p> : null}
      <Rows rows={rows} currency={currency} acts={acts} />
      <div className="lines-foot">
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconPlus size={15} stroke={1.5} aria-hidden />}
          onClick={acts.add}
        >
          {t('sales.addLine')}
        </Button>
        {rows.length === 0 ? null : <SalesTotals lines={lines} discountPercent={percent} currency={currency} />}
      </div>
    </fieldset>
  );
}
