import type { Connection } from '@temporalio/client';

/** Asks a Temporal server whether it is there; fails when it has not answered within 2 s. */
export const asksTemporal = (connection: Connection) => (): Promise<unknown> =>
  connection.withDeadline(Date.now() + 2000, () => connection.workflowService.getSystemInfo({}));
