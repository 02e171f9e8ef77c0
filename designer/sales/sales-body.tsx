import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { offerContent } from '../../domain/offers/approval-guard.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { LockNotice, useHolding } from '../approvals/record-approvals.tsx';
import { type Caution, EditForm } from '../records/edit-form.tsx';
import { FieldFacts } from '../records/field-facts.tsx';
import { useFields } from '../records/use-fields.ts';
import { linesOf } from './lines-of.ts';
import { LinesTable } from './lines-table.tsx';
import { useOfferOverview } from './offer-answers.ts';
import { OfferLinks } from './offer-links.tsx';
import { OfferRevisions } from './offer-revisions.tsx';
import { OfferStanding } from './offer-standing.tsx';
import { RelatedSales } from './related-sales.tsx';
import { SalesDocuments } from './sales-documents.tsx';

const salesTypes: readonly RecordTypeKey[] = ['offer', 'order', 'invoice'];

/** Whether records of a type have lines, PDFs and what follows from them. */
export const isSalesType = (type: RecordTypeKey): boolean => salesTypes.includes(type);

/** Statuses that follow from an approval, and end with a change of what was approved. */
const falling: readonly string[] = ['approved', 'sent', 'viewed'];
const settled: readonly string[] = ['accepted', 'superseded'];

/** What follows from changing an offer that is approved. */
function useCaution(record: RecordJson) {
  const { t } = useTranslation();
  return (changed: readonly string[]): Caution | null =>
    record.type === 'offer' &&
    falling.includes(String(record.status)) &&
    changed.some((key) => offerContent.includes(key)) &&
    !changed.includes('status')
      ? { title: t('sales.fallsTitle'), text: t('sales.falls'), action: t('sales.fallsAction') }
      : null;
}

/** The parts of an offer, order or invoice in its main column: how it stands, its lines, its fields. */
export function SalesBody({ record, mayEdit }: { record: RecordJson; mayEdit: boolean }) {
  const { t } = useTranslation();
  const { type, id } = record;
  const overview = useOfferOverview(id, type === 'offer').data;
  const fields = useFields(type);
  const cautionFor = useCaution(record);
  const holding = useHolding(record);
  // Who may not read approvals is told by the offer itself.
  const ofOffer = overview?.approvals.find(({ lock }) => lock !== 'none');
  const hold = ofOffer ?? (holding ? { lock: holding.lock, fields: Object.keys(holding.bound) } : undefined);
  const isSettled = type === 'offer' && settled.includes(String(record.status));
  const held = isSettled ? offerContent : hold?.lock === 'fields' ? hold.fields : [];
  const fixed = ['revision', ...(linesOf(record).length > 0 ? ['total'] : []), ...held];
  const keys = fields.map(({ key }) => key).filter((key) => !fixed.includes(key));
  const toRead = !mayEdit || hold?.lock === 'all';
  const facts = held.filter((key) => key !== 'lines' && key !== 'total');
  return (
    <>
      {type === 'offer' ? <OfferStanding offer={record} overview={overview} /> : <LockNotice record={record} />}
      {isSettled ? (
        <p className="soft settled-note">
          <IconLock size={15} stroke={1.5} aria-hidden /> {t('sales.settled')}
        </p>
      ) : null}
      {toRead || held.includes('lines') ? <LinesTable record={record} atHome={overview?.companyTotal ?? null} /> : null}
      {toRead ? <FieldFacts record={record} without={['lines', 'total']} /> : null}
      {!toRead && facts.length > 0 ? <FieldFacts record={record} only={facts} title={t('sales.fixed')} /> : null}
      {toRead ? null : <EditForm record={record} keys={keys} cautionFor={cautionFor} />}
    </>
  );
}

/** The parts beside it: what the customer got, what followed, its PDFs and revisions. */
export function SalesSide({ record }: { record: RecordJson }) {
  const isOffer = record.type === 'offer';
  const overview = useOfferOverview(record.id, isOffer).data;
  return (
    <>
      {isOffer ? <OfferLinks links={overview?.links ?? []} /> : null}
      <RelatedSales record={record} />
      <SalesDocuments record={record} />
      {isOffer ? <OfferRevisions offer={record} /> : null}
    </>
  );
}
