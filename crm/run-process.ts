import { type Config, ConfigError, readConfig } from './config.ts';
import { createLogger, type Logger } from './log.ts';

/**
 * The frame of every process: reads the configuration, makes the logger, runs `main`. What cannot go on is logged and ends
 * the process with exit code 1; the supervisor, whichever it is, starts it again. What a person can mend in the configuration is
 * said in plain words, also where it shows only later: a port that is taken, a database server that is too old.
 */
export async function runProcess(
  name: string,
  main: (context: { config: Config; log: Logger }) => Promise<void>,
): Promise<void> {
  try {
    const config = readConfig();
    const log = createLogger({ name, level: config.logLevel });
    await main({ config, log }).catch((error: unknown) => {
      if (error instanceof ConfigError) throw error;
      log.fatal({ event: `${name}.failed`, err: error });
      process.exit(1);
    });
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : error}\n`);
    process.exit(1);
  }
}
