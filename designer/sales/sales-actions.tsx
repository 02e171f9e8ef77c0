import { Button } from '@mantine/core';
import {
  type Icon,
  IconCopy,
  IconFileInvoice,
  IconGitBranch,
  IconHourglass,
  IconSend,
  IconShoppingCart,
  IconUserCheck,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { approvedStatuses } from '../../domain/offers/approval-guard.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { patch, post } from '../api/client.ts';
import { MoreItem } from '../elements/more-menu.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useMay } from '../frame/use-may.ts';
import { useRecordsChanged } from '../records/use-records-changed.ts';
import { useOfferOverview } from './offer-answers.ts';
import { useFollowing } from './related-sales.tsx';
import { SendOfferDialog } from './send-offer-dialog.tsx';

type CopyKind = 'duplicate' | 'revise' | 'order' | 'invoice';

const copyRequests: { readonly [K in CopyKind]: (id: string) => Promise<RecordJson> } = {
  duplicate: (id) => post(`/api/offers/${id}/duplicate`),
  revise: (id) => post(`/api/offers/${id}/revise`),
  order: (offerId) => post('/api/orders', { offerId }),
  invoice: (orderId) => post('/api/invoices', { orderId }),
};
const copyWords = {
  duplicate: 'sales.duplicated',
  revise: 'sales.revised',
  order: 'sales.ordered',
  invoice: 'sales.invoiced',
} as const;

/** Makes one record of another and opens it. */
function useCopying(record: RecordJson) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const changed = useRecordsChanged(record.type);
  return useMutation({
    mutationFn: async (kind: CopyKind) => ({ kind, made: await copyRequests[kind](record.id) }),
    onSuccess: async ({ kind, made }) => {
      await Promise.all([changed(), client.invalidateQueries({ queryKey: ['records', made.type] })]);
      tellDone(t(copyWords[kind], { number: String(made.number ?? '') }));
      void navigate(`/records/${made.type}/${made.id}`);
    },
    onError: tellProblem,
  });
}

function useStatus(offer: RecordJson) {
  const { t } = useTranslation();
  const changed = useRecordsChanged('offer');
  return useMutation({
    mutationFn: (status: string) => patch<RecordJson>(`/api/records/offer/${offer.id}`, { status }, offer.version),
    onSuccess: async () => {
      tellDone(t('sales.submitted'));
      await changed();
    },
    onError: tellProblem,
  });
}

const icon = { size: 16, stroke: 1.5, 'aria-hidden': true } as const;

function SendButton({ offer }: { offer: RecordJson }) {
  const { t } = useTranslation();
  const [sending, setSending] = useState(false);
  const first = offer.status === 'approved';
  return (
    <>
      <Button
        variant={first ? 'filled' : 'default'}
        leftSection={<IconSend {...icon} />}
        onClick={() => setSending(true)}
      >
        {t(first ? 'sales.send' : 'sales.sendAgain')}
      </Button>
      {sending ? <SendOfferDialog offer={offer} onClose={() => setSending(false)} /> : null}
    </>
  );
}

type NextProps = { readonly words: string; readonly icon: Icon; readonly busy: boolean; readonly onClick: () => void };

function NextButton({ words, icon: Picture, busy, onClick }: NextProps) {
  return (
    <Button leftSection={<Picture {...icon} />} loading={busy} onClick={onClick}>
      {words}
    </Button>
  );
}

/** A draft is submitted once: while an open approval has it, that is said in place of the button. */
function SubmitButton({ offer }: { offer: RecordJson }) {
  const { t } = useTranslation();
  const overview = useOfferOverview(offer.id);
  const submitting = useStatus(offer);
  const [open] = overview.data?.approvals ?? [];
  if (overview.isPending) return null;
  if (open)
    return (
      <Button
        component={Link}
        to={`/approvals/${open.approvalId}`}
        variant="default"
        leftSection={<IconHourglass {...icon} />}
      >
        {t('sales.isInApproval')}
      </Button>
    );
  const submit = { busy: submitting.isPending, onClick: () => submitting.mutate('in-review') };
  return <NextButton words={t('sales.submit')} icon={IconUserCheck} {...submit} />;
}

/** What is next for an offer, by its status. */
function OfferMain({ offer }: { offer: RecordJson }) {
  const { t } = useTranslation();
  const mayEdit = useMay('offer:update');
  const mayCreate = useMay('offer:create');
  const mayOrder = useMay('order:create');
  const copying = useCopying(offer);
  const orders = useFollowing(offer).data?.items;
  const status = String(offer.status);
  const copy = (kind: CopyKind) => ({ busy: copying.isPending, onClick: () => copying.mutate(kind) });
  if (status === 'draft' && mayEdit) return <SubmitButton offer={offer} />;
  if (['approved', 'sent', 'viewed'].includes(status) && mayEdit) return <SendButton offer={offer} />;
  if (status === 'accepted' && mayOrder && orders?.length === 0)
    return <NextButton words={t('sales.createOrder')} icon={IconShoppingCart} {...copy('order')} />;
  if (['rejected', 'declined', 'expired'].includes(status) && mayCreate)
    return <NextButton words={t('sales.revise')} icon={IconGitBranch} {...copy('revise')} />;
  return null;
}

function OrderMain({ order }: { order: RecordJson }) {
  const { t } = useTranslation();
  const mayInvoice = useMay('invoice:create');
  const copying = useCopying(order);
  const invoices = useFollowing(order);
  if (!mayInvoice || order.status === 'cancelled' || invoices.data?.items.length !== 0) return null;
  return (
    <Button
      leftSection={<IconFileInvoice {...icon} />}
      loading={copying.isPending}
      onClick={() => copying.mutate('invoice')}
    >
      {t('sales.createInvoice')}
    </Button>
  );
}

/** The main action of an offer or order. */
export function SalesMain({ record }: { record: RecordJson }) {
  if (record.type === 'offer') return <OfferMain offer={record} />;
  return record.type === 'order' ? <OrderMain order={record} /> : null;
}

/** What else can be done with an offer, as entries of its menu. */
export function OfferItems({ offer }: { offer: RecordJson }) {
  const { t } = useTranslation();
  const mayCreate = useMay('offer:create');
  const mayOrder = useMay('order:create') && approvedStatuses.includes(String(offer.status));
  const copying = useCopying(offer);
  return (
    <>
      {mayCreate ? (
        <>
          <MoreItem icon={IconCopy} onClick={() => copying.mutate('duplicate')}>
            {t('sales.duplicate')}
          </MoreItem>
          <MoreItem icon={IconGitBranch} onClick={() => copying.mutate('revise')}>
            {t('sales.revise')}
          </MoreItem>
        </>
      ) : null}
      {mayOrder ? (
        <MoreItem icon={IconShoppingCart} onClick={() => copying.mutate('order')}>
          {t('sales.createOrder')}
        </MoreItem>
      ) : null}
    </>
  );
}
