import { createCapture } from '../../activities/delivery/sender.ts';
import { createDelivery, type Senders } from '../../activities/delivery.ts';
import type { EngineDeps } from '../../activities/engine.ts';
import { leavingNow } from '../../activities/leg/exit-and-goal.ts';
import { readCalendars } from '../../crm/calendars/read-calendars.ts';
import type { Database } from '../../crm/database.ts';
import { type CompanyTime, companyTime, readSendWindow } from '../../crm/settings/company-settings.ts';
import { readSetting } from '../../crm/settings/stored-setting.ts';
import { createRenderer } from '../../crm/templates/renderer.ts';
import { createTokens } from '../../crm/tracking/tokens.ts';
import { createVersionCache } from '../../crm/workflows/versions.ts';
import type { SendWindow } from '../../domain/time/send-window.ts';
import type { CrashPoints } from './crash-points.ts';

export type EngineOptions = {
  readonly zone: string;
  readonly clock: () => Date;
  readonly senders: Partial<Senders> | undefined;
  /** Where it ends in the middle. */
  readonly crash?: CrashPoints | undefined;
};

/** The company's calendars, and its window for marketing, as they were last read. */
function storedTime(db: Database, zone: string) {
  let quiet: SendWindow | null = null;
  let company = companyTime(zone);
  const time: CompanyTime = {
    zone: () => company.zone(),
    calendars: () => company.calendars(),
    calendar: () => company.calendar(),
  };
  const readTime = async () => {
    const { calendar = 'business' } = (await readSetting<{ calendar?: string }>(db, 'company')) ?? {};
    quiet = await readSendWindow(db);
    company = companyTime(zone, { calendars: await readCalendars(db, zone), calendar });
    return time;
  };
  return { time, quiet: () => quiet, readTime };
}

/** What the engine needs, over a database, with messages that are captured but for the given senders; call `close`. */
export function createEngineDeps(
  db: Database,
  { zone, clock, senders, crash }: EngineOptions,
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
    get sendWindow() {
      return quiet();
    },
  };
  const { time, quiet, readTime } = storedTime(db, zone);
  const deps: EngineDeps = {
    realm: 'live',
    // What leaves in the same moment may still be recorded: delivery has the database itself.
    db: crash?.guard(db) ?? db,
    ...(crash ? { fault: crash.fault } : {}),
    versions,
    settings: time,
    clock,
    wakeRelay: () => {},
    planning: { renderer, tokens: createTokens('0'.repeat(64)), settings },
    delivery: createDelivery({
      senders: { email: capture, sms: capture, webhook: capture, ...senders },
      db,
      clock,
      calendars: time.calendars,
      leaving: (runIds) => leavingNow({ db, versions, clock }, runIds),
      fault: crash?.fault,
    }),
    renderTexts: renderer.renderTexts,
  };
  return { deps, readTime, close: () => renderer.close() };
}
