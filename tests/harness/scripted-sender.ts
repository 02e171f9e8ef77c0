import type { Sender } from '../../activities/delivery/sender.ts';
import type { Outcome } from '../../channels/outcome.ts';

/** A way out whose answer follows from the address; accepted where `script` says nothing. */
export function scriptedSender(script: (to: string) => Outcome | undefined): Sender {
  return {
    kind: 'scripted',
    parallel: 20,
    timeoutMs: 1_000,
    begin: async (row) => ({
      kind: 'ready',
      handOver: async () => script(row.to) ?? { kind: 'accepted', providerId: row.id, response: 'scripted' },
      release: () => {},
    }),
  };
}

/** Refuses for good whatever goes to an address or number with `refused` or `0000` in it. */
export const refusing = scriptedSender((to) =>
  /refused|0000$/.test(to)
    ? { kind: 'refused', code: '550', response: 'no such user', permanent: true, class: 'policy' }
    : undefined,
);
