import { request } from 'node:http';

/**
 * Asks the test run for one of its shared services; the first to ask waits for its start.
 * @param name `postgres`, `temporal` or `workflows`
 */
export function testService(name: 'postgres'): Promise<{ url: string }>;
export function testService(name: 'temporal'): Promise<{ address: string; namespace: string }>;
export function testService(name: 'workflows'): Promise<{ bundle: string }>;
export function testService(name: string): Promise<unknown> {
  const socketPath = process.env.CADENZA_TEST_SERVICES;
  if (!socketPath) throw new Error('Test services exist only in the project "integration" of jest.config.js.');
  return new Promise((resolve, reject) => {
    // A connection of its own: one that was kept open may be closed by the other side at this very moment.
    const asked = request({ socketPath, path: `/${name}`, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(text))));
    });
    asked.once('error', reject);
    asked.end();
  });
}
