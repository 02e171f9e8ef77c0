import { writeFileSync } from 'node:fs';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Arguments: the file that exports the workflows, and the file to write their bundle to. */
const [, , workflowsPath = '', output = ''] = process.argv;
const silent = () => {};
const logger = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };
const { code } = await bundleWorkflowCode({ workflowsPath, logger });
writeFileSync(output, code);
