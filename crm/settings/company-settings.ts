import type { Calendars } from '../../domain/time/calendar.ts';
import { chooseCalendar } from '../../domain/time/choose-calendar.ts';
import type { SendWindow } from '../../domain/time/send-window.ts';
import { calendarsWith, readCalendars } from '../calendars/read-calendars.ts';
import type { Config } from '../config.ts';
import type { Queryable } from '../database.ts';
import type { SendingSettings } from '../sending/sending-settings.ts';
import { readSetting } from './stored-setting.ts';

/** What the company has decided about itself; presets come from the environment until somebody changes them. */
export type CompanySettings = {
  /** IANA name. */
  readonly zone: string;
  /** Key of the calendar in which the company works. */
  readonly calendar: string;
  readonly currency: string;
  /** `name@host` or `Name <name@host>`. */
  readonly mailFrom: string;
  readonly smsFrom: string;
  readonly trackOpens: boolean;
  readonly trackClicks: boolean;
  /** When marketing may leave that has no window of its own; null for any time. */
  readonly sendWindow: SendWindow | null;
};

type Presets = Pick<Config, 'zone' | 'mailFrom' | 'twilioFrom'>;

const key = 'company';

/** The settings of a fresh installation. */
function presetSettings({ zone, mailFrom, twilioFrom }: Presets): CompanySettings {
  return {
    zone,
    calendar: 'business',
    currency: 'EUR',
    mailFrom: mailFrom ?? 'Cadenza <no-reply@cadenza.test>',
    smsFrom: twilioFrom ?? '+15005550006',
    trackOpens: true,
    trackClicks: true,
    sendWindow: null,
  };
}

/** Stored settings over the presets. */
export async function readCompanySettings(db: Queryable, presets: Presets): Promise<CompanySettings> {
  return { ...presetSettings(presets), ...(await readSetting<Partial<CompanySettings>>(db, key)) };
}

/** When marketing may leave that has no window of its own; null for any time. */
export async function readSendWindow(db: Queryable): Promise<SendWindow | null> {
  return (await readSetting<Partial<CompanySettings>>(db, key))?.sendWindow ?? null;
}

/** Stores what is given and leaves the rest as it is. */
export async function changeCompanySettings(db: Queryable, change: Partial<CompanySettings>): Promise<void> {
  await db.query(
    `
    INSERT INTO setting (key, value, "updatedAt") VALUES ($1, $2::jsonb, now())
    ON CONFLICT (key) DO UPDATE SET value = setting.value || excluded.value, "updatedAt" = now()`,
    [key, JSON.stringify(change)],
  );
}

/** The zone and calendars in which calendar units are counted where a record has no zone of its own. */
export type CompanyTime = {
  /** IANA name. */
  readonly zone: () => string;
  readonly calendars: () => Calendars;
  /** Key of the company's calendar. */
  readonly calendar: () => string;
};

/** The company's zone and calendars as they are now. */
export async function readCompanyTime(db: Queryable, presets: Presets): Promise<CompanyTime> {
  const { zone, calendar } = await readCompanySettings(db, presets);
  return companyTime(zone, { calendars: await readCalendars(db, zone), calendar });
}

/** The same of a company in this zone (IANA name), with the calendars that are always there when none are given. */
export function companyTime(
  zone: string,
  { calendars = calendarsWith([], zone), calendar = 'business' }: { calendars?: Calendars; calendar?: string } = {},
): CompanyTime {
  const chosen = chooseCalendar([calendar], calendars);
  return { zone: () => zone, calendars: () => calendars, calendar: () => chosen };
}

/** Settings as they are at the time of asking. */
export type WatchedSettings = SendingSettings & CompanyTime & { readonly refresh: () => Promise<void> };

/** Settings as the engine asks for them again and again: read anew at most every `maxAgeMs`, and never awaited. */
export async function watchSettings(
  db: Queryable,
  presets: Presets & Pick<Config, 'publicUrl'>,
): Promise<WatchedSettings> {
  const read = async () => {
    const settings = await readCompanySettings(db, presets);
    return { ...settings, calendars: await readCalendars(db, settings.zone) };
  };
  let current = await read();
  return {
    refresh: async () => {
      current = await read();
    },
    zone: () => current.zone,
    calendars: () => current.calendars,
    calendar: () => chooseCalendar([current.calendar], current.calendars),
    publicUrl: presets.publicUrl,
    get mailFrom() {
      return current.mailFrom;
    },
    get smsFrom() {
      return current.smsFrom;
    },
    get trackOpens() {
      return current.trackOpens;
    },
    get trackClicks() {
      return current.trackClicks;
    },
    get sendWindow() {
      return current.sendWindow;
    },
  };
}
