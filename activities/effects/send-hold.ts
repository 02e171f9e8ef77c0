import { loadAccountZones, subjectZones } from '../../crm/lookup/subject-zones.ts';
import type { SendHold } from '../../crm/sending/send-request.ts';
import { resolveZone } from '../../domain/time/resolve-zone.ts';
import { opensAt } from '../../domain/time/send-window.ts';
import type { EffectCall, LegContext } from '../leg/leg-run.ts';

/** The window in which each message may leave: its own, else the company's for marketing; undefined for at any time. */
export async function sendHolds(
  calls: readonly EffectCall<'send'>[],
  { cache, now, deps: { settings, planning } }: LegContext,
): Promise<(call: EffectCall<'send'>) => SendHold | undefined> {
  const quiet = planning.settings.sendWindow ?? undefined;
  const windowOf = ({ effect: { message } }: EffectCall<'send'>) =>
    message.channel === 'app' ? undefined : (message.window ?? quiet);
  const held = calls.filter((call) => windowOf(call) !== undefined);
  if (held.length === 0) return () => undefined;
  await loadAccountZones(
    cache,
    held.map(({ run }) => run.row.data.subject),
  );
  return (call) => {
    const window = windowOf(call);
    if (window === undefined) return undefined;
    const { zone } = resolveZone(window.zone, subjectZones(call.run.row.data.subject, cache, settings.zone()));
    const placed = { ...window, zone };
    const at = opensAt(now.getTime(), placed, settings.calendars());
    return {
      window: placed,
      opens: at === undefined ? 'never' : at === now.getTime() ? 'now' : new Date(at),
      marketingOnly: call.effect.message.window === undefined,
    };
  };
}
