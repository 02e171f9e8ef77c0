import { createServer } from 'node:net';

/** @param {number} port 0 for any @returns {Promise<number | undefined>} the port when it is free */
export function tryPort(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

/** The wished port when it is free, otherwise any free one. @param {number | undefined} wished @returns {Promise<number>} */
export async function freePort(wished) {
  const port = (wished ? await tryPort(wished) : undefined) ?? (await tryPort(0));
  if (port === undefined) throw new Error('This machine has no free port on 127.0.0.1.');
  return port;
}
