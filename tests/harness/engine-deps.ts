import { createCapture } from '../../activities/delivery/sender.ts';
import { createDelivery, type Senders } from '../../activities/delivery.ts';
import type { EngineDeps } from '../../activities/engine.ts';
import { leavingNow } from '../../activities/leg/exit-and-goal.ts';
import { readCalendars } from '../../crm/calendars/read-calendars.ts';
import type { Database } from '../../crm/database.ts';
import { type CompanyTime, companyTime } from '../../crm/settings/company-settings.ts';
import { readSetting } from '../../crm/settings/stored-setting.ts';
import { createRenderer } from '../../crm/templates/renderer.ts';
import { createTokens } from '../../crm/tracking/tokens.ts';
import { createVersionCache } from '../../crm/workflows/versions.ts';

/** What the engine needs, over a database, with messages that are captured but for the given senders; call `close`. */
export function createEngineDeps(
  db: Database,
  { zone, clock, senders }: { zone: string; clock: () => Date; senders: Partial<Senders> | undefined },
): { deps: EngineDeps; readTime: () => Promise<CompanyTime>; close: () => Promise<void> } {
  const versions = createVersionCache();
  const renderer = createRenderer();
  const capture = createCapture();
  const settings = {
    publicUrl: 'http://localhost:3000',
    mailFrom: 'Cadenza <no-reply@cadenza.test>',
    smsFrom: '+15005550006',
    trackOpens: true,
    trackClicks: true,
  };
  let company = companyTime(zone);
  const time = {
    zone: () => company.zone(),
    calendars: () => company.calendars(),
    calendar: () => company.calendar(),
  };
  const readTime = async () => {
    const { calendar = 'business' } = (await readSetting<{ calendar?: string }>(db, 'company')) ?? {};
    company = companyTime(zone, { calendars: await readCalendars(db, zone), calendar });
    return time;
  };
  const deps: EngineDeps = {
    realm: 'live',
    db,
    versions,
    settings: time,
    clock,
    wakeRelay: () => {},
    planning: { renderer, tokens: createTokens('0'.repeat(64)), settings },
    delivery: createDelivery({
      senders: { email: capture, sms: capture, webhook: capture, ...senders },
      db,
      clock,
      leaving: (runIds) => leavingNow({ db, versions, clock }, runIds),
    }),
    renderTexts: renderer.renderTexts,
  };
  return { deps, readTime, close: () => renderer.close() };
}
