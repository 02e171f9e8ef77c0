import type { StoredApproval } from './approval-row.ts';

/** The user who may not decide it: who submitted it, unless they may decide it themselves. Null: nobody is kept from it. */
export const notAllowed = ({ submitterId, terms }: Pick<StoredApproval, 'submitterId' | 'terms'>): string | null =>
  terms.selfApproval ? null : submitterId;
