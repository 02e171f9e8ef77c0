import { useQuery } from '@tanstack/react-query';
import type { MessageState } from '../../domain/sending/message-state.ts';
import type { Page } from '../api/answers.ts';
import { get } from '../api/client.ts';

/** A file made of a record. */
export type DocumentInfo = {
  readonly id: string;
  readonly kind: string;
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
  readonly version: number;
  readonly createdAt: string;
};

/** A link that a customer got, and what became of it. */
export type OfferLink = {
  readonly id: string;
  readonly revision: number;
  readonly documentId: string | null;
  readonly sentAt: string;
  readonly viewedAt: string | null;
  readonly decision: 'accepted' | 'declined' | null;
  readonly decidedAt: string | null;
  readonly name: string | null;
  readonly reason: string | null;
  readonly mail: { readonly id: string; readonly state: MessageState; readonly reason: string | null } | null;
};

/** An approval that is asked for at the moment. */
export type OfferHold = {
  readonly approvalId: string;
  readonly title: string;
  readonly lock: 'none' | 'fields' | 'all';
  readonly fields: readonly string[];
  readonly deadline: string | null;
};

export type OfferOverview = {
  readonly zone: string;
  readonly expiresAt: string | null;
  readonly expires: boolean;
  readonly companyTotal: { readonly amount: number; readonly currency: string } | null;
  readonly approvals: readonly OfferHold[];
  readonly links: readonly OfferLink[];
};

/** How an offer stands; nothing is read for what is none. */
export function useOfferOverview(id: string, isOffer = true) {
  return useQuery({
    queryKey: ['record', 'offer', id, 'overview'],
    enabled: isOffer,
    queryFn: ({ signal }) => get<OfferOverview>(`/api/offers/${id}/overview`, signal),
  });
}

/** PDFs of a record, newest first. */
export function useDocuments(type: string, id: string) {
  return useQuery({
    queryKey: ['record', type, id, 'documents'],
    queryFn: ({ signal }) => get<Page<DocumentInfo>>(`/api/records/${type}/${id}/documents?limit=50`, signal),
  });
}
