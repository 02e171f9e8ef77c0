import { SetupError } from './say.js';

/** The part of the configuration that starting needs; the processes check the whole of it. */
export function startEnvironment() {
  const { PORT, DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE } = process.env;
  const port = Number(PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new SetupError(`PORT should be a port number, such as 3000; it is "${PORT}".`);
  }
  return {
    port,
    databaseUrl: DATABASE_URL || undefined,
    hasOwnTemporal: Boolean(TEMPORAL_ADDRESS || TEMPORAL_CONFIG_FILE || TEMPORAL_PROFILE),
  };
}
