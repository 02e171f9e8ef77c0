import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { baseNumber } from '../../domain/offers/copies.ts';
import { amountOfLine, type Line } from '../../domain/records/lines.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { fieldsOf } from '../../domain/records/record-types.ts';
import { Box } from '../elements/box.tsx';
import { sayMoney } from '../elements/money.ts';
import { useLocale } from '../i18n/use-locale.ts';
import { useWords } from '../i18n/words.ts';
import { FieldValue } from '../records/field-value.tsx';
import { searchRecords } from '../records/search-records.ts';
import { compareOffers } from './compare-offers.ts';
import { OfferStatusChip } from './offer-status.tsx';
import './sales.css';

/** All revisions of an offer that the user may see, newest first. */
function useRevisions({ id, number }: RecordJson) {
  const base = baseNumber(String(number ?? ''));
  return useQuery({
    queryKey: ['records', 'offer', 'revisions', id],
    enabled: base !== '',
    queryFn: async ({ signal }) => {
      const { items } = await searchRecords({
        type: 'offer',
        where: { startsWith: [{ var: 'record.number' }, base] },
        limit: 100,
        signal,
      });
      return items
        .filter((offer) => baseNumber(String(offer.number ?? '')) === base)
        .sort((a, b) => Number(b.revision ?? 1) - Number(a.revision ?? 1));
    },
  });
}

function Differences({ before, after }: { before: RecordJson; after: RecordJson }) {
  const { t } = useTranslation();
  const words = useWords();
  const locale = useLocale();
  const { fields, lines } = compareOffers(before, after);
  const fieldOf = (key: string) => fieldsOf('offer').find((field) => field.key === key);
  const said = (line: Line | null, { currency }: RecordJson) =>
    line
      ? `${line.quantity.toLocaleString(locale)} × ${line.description} · ${sayMoney(amountOfLine(line), currency ?? 'EUR', locale)}`
      : '–';
  if (fields.length === 0 && lines.length === 0) return <p className="soft">{t('sales.same')}</p>;
  return (
    <div className="table-frame">
      <table className="table compare">
        <thead>
          <tr>
            <th scope="col">{t('sales.what')}</th>
            <th scope="col">{String(before.number)}</th>
            <th scope="col">{String(after.number)}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ field, ...values }) => {
            const known = fieldOf(field);
            return (
              <tr key={field}>
                <th scope="row">{words.fieldOf('offer', field)}</th>
                <td>{known ? <FieldValue field={known} value={values.before} currency={before.currency} /> : null}</td>
                <td>{known ? <FieldValue field={known} value={values.after} currency={after.currency} /> : null}</td>
              </tr>
            );
          })}
          {lines.map((line) => (
            <tr key={`${said(line.before, before)} ${said(line.after, after)}`}>
              <th scope="row">{t('sales.oneLine')}</th>
              <td>{said(line.before, before)}</td>
              <td>{said(line.after, after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The revisions of an offer, each to be opened and to be compared with this one. */
export function OfferRevisions({ offer }: { offer: RecordJson }) {
  const { t } = useTranslation();
  const [compared, setCompared] = useState<RecordJson | null>(null);
  const revisions = useRevisions(offer).data ?? [];
  const [before, after] =
    compared && Number(compared.revision ?? 1) > Number(offer.revision ?? 1) ? [offer, compared] : [compared, offer];
  if (revisions.length < 2) return null;
  return (
    <Box title={t('sales.revisions')}>
      <ul className="papers">
        {revisions.map((other) => (
          <li key={other.id} className="paper">
            <span className="paper-facts">
              {other.id === offer.id ? (
                <b>{String(other.number)}</b>
              ) : (
                <Link to={`/records/offer/${other.id}`}>{String(other.number)}</Link>
              )}
              <OfferStatusChip status={String(other.status)} />
            </span>
            {other.id === offer.id ? null : (
              <span>
                <Button
                  variant="default"
                  size="compact-xs"
                  aria-label={t('sales.compareWith', { number: String(other.number) })}
                  onClick={() => setCompared(other)}
                >
                  {t('sales.compare')}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      <Modal
        opened={compared !== null}
        onClose={() => setCompared(null)}
        size="xl"
        title={t('sales.compareTitle')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {before ? <Differences before={before} after={after} /> : null}
      </Modal>
    </Box>
  );
}
