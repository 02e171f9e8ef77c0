import { TestWorkflowEnvironment } from '@temporalio/testing';

/** Lets the Temporal SDK download its development server into a folder. Arguments: folder, version. */
const [downloadDir = '', version = ''] = process.argv.slice(2);
const environment = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir, version: `v${version}` }, ui: false },
});
await environment.teardown();
