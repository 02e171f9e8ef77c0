import { type Config, ConfigError, readConfig } from './config.ts';
import { createLogger, type Logger } from './log.ts';

/**
 * The frame of every process: reads the configuration, makes the logger, runs `main`. What cannot go on is logged and ends
 * the process with exit code 1; the supervisor, whichever it is, starts it again.
 */
export async function runProcess(
  name: string,
  main: (context: { config: Config; log: Logger }) => Promise<void>,
): Promise<void> {
  try {
    const config = readConfig();
    const log = createLogger({ name, level: config.logLevel });
    await main({ config, log }).catch((error: unknown) => {
      log.fatal({ event: `${name}.failed`, err: error });
      process.exit(1);
    });
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : error}\n`);
    process.exit(1);
  }
}
