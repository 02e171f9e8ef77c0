/**
 * States of a message in the ledger. `planned` and `deferred` wait for their hand-over, `handing-off` may have left,
 * `unknown` may have arrived and is never sent again blindly. `rejected` was refused for good, `skipped` was never
 * meant to leave: its reason says why.
 */
export const messageStates = [
  'planned',
  'deferred',
  'handing-off',
  'accepted',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'rejected',
  'skipped',
  'unknown',
] as const;
export type MessageState = (typeof messageStates)[number];

/** States in which a message may still be handed over. */
export const openStates: readonly MessageState[] = ['planned', 'deferred'];

/** States that say: a provider has taken it. */
export const sentStates: readonly MessageState[] = ['accepted', 'delivered', 'opened', 'clicked'];

/**
 * What may follow what. Only forward: a report that comes late, twice or out of order changes nothing. Only a refusal
 * that lets it be tried again leads back, from `handing-off` to `deferred`.
 */
const successors: { readonly [S in MessageState]: readonly MessageState[] } = {
  planned: ['deferred', 'handing-off', 'rejected', 'skipped', 'accepted'],
  deferred: ['deferred', 'handing-off', 'rejected', 'skipped'],
  'handing-off': ['deferred', 'accepted', 'rejected', 'unknown', 'delivered', 'opened', 'clicked', 'bounced'],
  unknown: ['accepted', 'rejected', 'delivered', 'opened', 'clicked', 'bounced'],
  accepted: ['delivered', 'opened', 'clicked', 'bounced'],
  delivered: ['opened', 'clicked'],
  opened: ['clicked'],
  clicked: [],
  bounced: [],
  rejected: [],
  skipped: [],
};

/** Whether a message in state `from` may become `to`. */
export function canFollow(from: MessageState, to: MessageState): boolean {
  return successors[from].includes(to);
}

/** The states from which a message may become `to`. */
export function predecessors(to: MessageState): readonly MessageState[] {
  return messageStates.filter((from) => canFollow(from, to));
}
