import { runCommand } from './setup/say.js';
import { start } from './setup/start.js';

/** `npm start`: everything set up and running, until Ctrl-C or SIGTERM. */
await runCommand(start);
