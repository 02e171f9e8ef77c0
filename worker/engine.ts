import { createCapture } from '../activities/delivery/sender.ts';
import { createDelivery } from '../activities/delivery.ts';
import type { EngineDeps } from '../activities/engine.ts';
import { leavingNow } from '../activities/leg/exit-and-goal.ts';
import type { Config } from '../crm/config.ts';
import type { Database } from '../crm/database.ts';
import { watchSettings } from '../crm/settings/company-settings.ts';
import { installationSecret } from '../crm/settings/secrets.ts';
import { createRenderer } from '../crm/templates/renderer.ts';
import { createTokens } from '../crm/tracking/tokens.ts';
import { createVersionCache, type VersionCache } from '../crm/workflows/versions.ts';
import type { Calendars } from '../domain/time/calendar.ts';
import type { WorkerHooks } from './hooks.ts';
import { openSenders } from './senders.ts';

export type Engines = {
  readonly live: EngineDeps;
  /** For test runs, at a virtual time: what they capture has it as well. */
  readonly testAt: (now: Date) => EngineDeps;
  readonly versions: VersionCache;
  readonly refreshSettings: () => Promise<void>;
  /** Settles when the deliveries that outlast their legs are done. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Options = {
  readonly db: Database;
  readonly sandbox: Database;
  readonly config: Config;
  readonly hooks: WorkerHooks;
  readonly wakeRelay: () => void;
  /** Hash of the workflow code that this worker runs; absent where it is bundled from the sources. */
  readonly build: string | undefined;
};

/** The engine for production and, over the sandbox and with captured messages, the same one for test runs. */
export async function createEngines({ db, sandbox, config, hooks, wakeRelay, build }: Options): Promise<Engines> {
  const settings = await watchSettings(db, config);
  const tokens = createTokens(await installationSecret(db, 'tokens'));
  const renderer = createRenderer();
  const versions = createVersionCache();
  const clock = () => new Date();
  const { senders, close } = await openSenders({ db, config, tokens });
  const background = createBackground();
  const shared = {
    versions,
    settings,
    planning: { renderer, tokens, settings },
    renderTexts: renderer.renderTexts,
    clock,
    wakeRelay,
    background: background.add,
    ...(build === undefined ? {} : { build }),
  };
  return {
    settled: background.settled,
    live: {
      realm: 'live',
      db,
      delivery: createDelivery({
        senders,
        db,
        clock,
        calendars: settings.calendars,
        leaving: (runIds) => leavingNow({ db, versions, clock }, runIds),
        fault: hooks.fault,
        leaseMs: hooks.leaseMs,
      }),
      ...shared,
      ...(hooks.fault ? { fault: hooks.fault } : {}),
    },
    testAt: (now) => ({ realm: 'test', db: sandbox, delivery: captured(sandbox, now, settings.calendars), ...shared }),
    versions,
    refreshSettings: settings.refresh,
    close: async () => {
      await close();
      await renderer.close();
    },
  };
}

const capture = createCapture();

/** Delivery that reaches nobody, at a virtual time. */
function captured(db: Database, now: Date, calendars: () => Calendars) {
  const senders = { email: capture, sms: capture, webhook: capture };
  return createDelivery({ senders, db, calendars, clock: () => now });
}

/** Work that goes on after those who began it have answered. */
function createBackground() {
  const under = new Set<Promise<unknown>>();
  return {
    add: (work: Promise<unknown>) => {
      under.add(work);
      void work.finally(() => under.delete(work));
    },
    settled: async () => {
      await Promise.all(under);
    },
  };
}
