/**
 * Calls `stop` once when the process is asked to end: by Ctrl-C, by SIGTERM, or when the supervisor that started it is
 * gone. The process then ends by itself as soon as nothing keeps it alive, after 20 seconds in any case.
 */
export function onStop(stop: (reason: string) => Promise<void>): void {
  let stopping = false;
  const begin = (reason: string) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 20_000).unref();
    if (process.connected) process.disconnect();
    stop(reason).catch(() => process.exit(1));
  };
  process.on('SIGTERM', () => begin('SIGTERM'));
  process.on('SIGINT', () => begin('SIGINT'));
  if (process.connected) process.on('disconnect', () => begin('the supervisor is gone'));
}
