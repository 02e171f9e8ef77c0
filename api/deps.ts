import type { Config } from '../crm/config.ts';
import type { Database } from '../crm/database.ts';
import type { Logger } from '../crm/log.ts';
import type { CarrierLink } from '../crm/runs/run-view.ts';
import type { Renderer } from '../crm/templates/renderer.ts';
import type { VersionCache } from '../crm/workflows/versions.ts';
import type { Metrics } from './frame/metrics.ts';

/** What routes are made with. A part that needs something more adds it here; `api/main.ts` provides it. */
export type ApiDeps = {
  readonly db: Database;
  /** The copy of all tables that test runs live in. */
  readonly sandbox: Database;
  readonly config: Pick<Config, 'publicUrl' | 'webRoot' | 'smtpUrl' | 'twilio' | 'twilioFrom' | 'mailFrom' | 'zone'>;
  /** Asks Temporal whether it is there; fails within some seconds where it is not. */
  readonly askTemporal: () => Promise<unknown>;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly renderer: Renderer;
  /** Compiled versions, kept by id. */
  readonly versions: VersionCache;
  /** Where the Temporal UI shows a carrier. */
  readonly carrierLink: CarrierLink;
  readonly clock: () => Date;
  /** How often open streams say that they are there and ask again who listens, in ms; 20 s where nothing is said. */
  readonly streamCheckMs?: number;
};
