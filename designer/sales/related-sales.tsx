import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import { Box } from '../elements/box.tsx';
import { Chip } from '../elements/chip.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { RecordLink } from '../records/record-link.tsx';
import { searchRecords } from '../records/search-records.ts';
import './sales.css';

/** What is made of a record of each type, and the field that says of which. */
const following = { offer: { type: 'order', via: 'offerId' }, order: { type: 'invoice', via: 'orderId' } } as const;

/** Orders of an offer, or invoices of an order, newest first. */
export function useFollowing(record: RecordJson) {
  const next = record.type === 'offer' || record.type === 'order' ? following[record.type] : null;
  return useQuery({
    queryKey: ['records', next?.type ?? 'order', 'of', record.id],
    enabled: next !== null,
    queryFn: ({ signal }) =>
      searchRecords({
        type: next?.type ?? 'order',
        where: { '==': [{ var: `record.${next?.via ?? 'offerId'}` }, record.id] },
        limit: 20,
        signal,
      }),
  });
}

function Made({ record }: { record: RecordJson }) {
  const { t } = useTranslation();
  const words = useWords();
  const made = useFollowing(record);
  const type = record.type === 'offer' ? 'order' : 'invoice';
  const mayRead = useMay(`${type}:read`);
  if (!mayRead) return null;
  return (
    <Loaded query={made} skeleton={<span />}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="soft lines-none">{t(type === 'order' ? 'sales.noOrder' : 'sales.noInvoice')}</p>
        ) : (
          <ul className="short-list">
            {items.map((item) => (
              <li key={item.id}>
                <Link to={`/records/${item.type}/${item.id}`}>{String(item.number ?? item.title ?? '–')}</Link>
                <Chip>{words.choice(String(item.status ?? ''))}</Chip>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

/** What a document came from, and what was made of it. */
export function RelatedSales({ record }: { record: RecordJson }) {
  const words = useWords();
  const { type } = record;
  const from = type === 'order' ? 'offer' : 'order';
  const fromId = type === 'order' ? record.offerId : type === 'invoice' ? record.orderId : null;
  return (
    <>
      {typeof fromId === 'string' ? (
        <Box title={words.recordType(from)}>
          <RecordLink type={from} id={fromId} />
        </Box>
      ) : null}
      {type === 'invoice' ? null : (
        <Box title={words.recordTypes(type === 'offer' ? 'order' : 'invoice')}>
          <Made record={record} />
        </Box>
      )}
    </>
  );
}
