import { SetupError } from './say.js';

/** The part of the configuration that starting needs; the processes check the whole of it. */
export function startEnvironment() {
  const { PORT, DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE, CADENZA_PUBLIC_URL } =
    process.env;
  const port = Number(PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new SetupError(`PORT should be a port number, such as 3000; it is "${PORT}".`);
  }
  const hasOwnTemporal = Boolean(TEMPORAL_ADDRESS || TEMPORAL_CONFIG_FILE || TEMPORAL_PROFILE);
  const ofOwnServer = Object.keys(process.env).find(
    (name) => /^TEMPORAL_(NAMESPACE|API_KEY|TLS)/.test(name) && process.env[name],
  );
  if (!hasOwnTemporal && ofOwnServer) {
    throw new SetupError(
      `${ofOwnServer} is set, which belongs to a Temporal server of your own: set TEMPORAL_ADDRESS as well, such as ` +
        `localhost:7233, or unset ${ofOwnServer} to use the embedded server.`,
    );
  }
  return {
    port,
    databaseUrl: DATABASE_URL || undefined,
    hasOwnTemporal,
    /** Base of the links in messages, the same for all processes of one installation. */
    publicUrl: CADENZA_PUBLIC_URL || `http://localhost:${port}`,
  };
}

/**
 * Where the links in messages of a process lead that runs beside others: to the API that `npm start` runs with this data folder,
 * whatever port it has. undefined where the process tells by itself.
 * @param {{ services: import('./home.js').Services | undefined, hasOwnDatabase: boolean }} beside
 */
export function publicUrlBeside({ services, hasOwnDatabase }) {
  const { CADENZA_PUBLIC_URL, PORT } = process.env;
  if (CADENZA_PUBLIC_URL || (hasOwnDatabase && PORT)) return undefined;
  return services?.publicUrl;
}
