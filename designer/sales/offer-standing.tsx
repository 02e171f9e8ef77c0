import { Alert } from '@mantine/core';
import { IconLock, IconUserCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import { Box, Facts } from '../elements/box.tsx';
import { placeOf } from '../elements/format-time.ts';
import { sayMoney } from '../elements/money.ts';
import { When } from '../elements/when.tsx';
import { useLocale } from '../i18n/use-locale.ts';
import { useWords } from '../i18n/words.ts';
import { RecordLink } from '../records/record-link.tsx';
import type { OfferHold, OfferOverview } from './offer-answers.ts';

/** Until when, in whose zone: the day ends where the customer is. */
function Validity({ offer, overview }: { offer: RecordJson; overview: OfferOverview | undefined }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (typeof offer.validUntil !== 'string') return <>{t('sales.noEnd')}</>;
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
    Date.parse(offer.validUntil),
  );
  return (
    <>
      {overview ? t('sales.endOfDay', { day, place: placeOf(overview.zone) }) : day}
      {overview?.expiresAt && overview.expires ? (
        <>
          {' · '}
          <When at={overview.expiresAt} />
        </>
      ) : null}
    </>
  );
}

/** What it comes to, and what that is in the company's currency. */
function Total({ offer, overview }: { offer: RecordJson; overview: OfferOverview | undefined }) {
  const locale = useLocale();
  if (typeof offer.total !== 'number') return <>–</>;
  const own = sayMoney(offer.total, offer.currency ?? 'EUR', locale);
  const home = overview?.companyTotal;
  return (
    <span className="figures">
      <b>{own}</b>
      {home ? ` · ${sayMoney(home.amount, home.currency, locale)}` : ''}
    </span>
  );
}

function Hold({ hold }: { hold: OfferHold }) {
  const { t } = useTranslation();
  const words = useWords();
  const fields = hold.fields.map((field) => words.fieldOf('offer', field)).join(', ');
  const said = { none: t('sales.holdNone'), fields: t('sales.holdFields', { fields }), all: t('sales.holdAll') }[
    hold.lock
  ];
  return (
    <Alert
      color={hold.lock === 'none' ? 'blue' : 'yellow'}
      variant="light"
      p="sm"
      mt="sm"
      icon={hold.lock === 'none' ? <IconUserCheck size={18} stroke={1.5} /> : <IconLock size={18} stroke={1.5} />}
      title={t('sales.inApproval')}
    >
      {said} <Link to={`/approvals/${hold.approvalId}`}>{hold.title || t('sales.toApproval')}</Link>
      {hold.deadline ? (
        <>
          {' · '}
          {t('sales.decidedBy')} <When at={hold.deadline} />
        </>
      ) : null}
    </Alert>
  );
}

/** Where an offer stands: what its status means, what is next, until when it is valid, what holds it. */
export function OfferStanding({ offer, overview }: { offer: RecordJson; overview: OfferOverview | undefined }) {
  const { t } = useTranslation();
  const words = useWords();
  const locale = useLocale();
  const status = String(offer.status ?? 'draft');
  const discount = Number(offer.totalDiscountPercent ?? 0);
  const answered = overview?.links.find(({ decision }) => decision !== null);
  const facts = [
    { label: t('sales.number'), value: <b className="figures">{String(offer.number ?? '–')}</b> },
    { label: t('sales.revision'), value: String(offer.revision ?? 1) },
    ...(typeof offer.revisionOf === 'string'
      ? [{ label: t('sales.revisionOf'), value: <RecordLink type="offer" id={offer.revisionOf} /> }]
      : []),
    { label: t('sales.total'), value: <Total offer={offer} overview={overview} /> },
    ...(discount === 0
      ? []
      : [{ label: words.fieldOf('offer', 'totalDiscountPercent'), value: `${discount.toLocaleString(locale)} %` }]),
    { label: t('sales.validUntil'), value: <Validity offer={offer} overview={overview} /> },
    ...(answered?.name ? [{ label: t('sales.acceptedBy'), value: answered.name }] : []),
    ...(answered?.reason ? [{ label: t('sales.declinedBecause'), value: answered.reason }] : []),
  ];
  return (
    <Box title={t('sales.standing')}>
      <p className="standing-text">{t(`offerStatus.${status}.means`)}</p>
      <p className="standing-next">{t(`offerStatus.${status}.next`)}</p>
      {overview?.approvals.map((hold) => (
        <Hold key={hold.approvalId} hold={hold} />
      ))}
      <div className="standing-facts">
        <Facts facts={facts} />
      </div>
    </Box>
  );
}
