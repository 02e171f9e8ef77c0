import type { Json } from '../json.ts';

/** When a schedule comes, and for whom. */
export type ScheduleSettings = {
  /** Five fields of cron, in `zone`. */
  readonly cron?: string | undefined;
  /** Elapsed time between two times, ISO 8601. */
  readonly every?: string | undefined;
  /** IANA name; the company's zone when absent. */
  readonly zone?: string | undefined;
  readonly where: Json;
};
