/** Ends what the test files asked for. */
export default async function globalTeardown() {
  await globalThis.stopTestServices?.();
}
