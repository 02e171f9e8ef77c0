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

/**
 * Below the ports that systems hand out by themselves: none of those connections, not even one of a client that asks for a
 * service while it is away, takes the port of a service that is about to start.
 */
const range = { first: 20_000, count: 12_000 };

/**
 * The wished port when it is free, otherwise any free one.
 * @param {number | undefined} wished
 * @param {readonly number[]} [promised] ports that are free still, and somebody else's
 * @returns {Promise<number>}
 */
export async function freePort(wished, promised = []) {
  for (let tries = 0, port = wished; tries < 50; tries += 1) {
    if (port !== undefined && !promised.includes(port) && (await tryPort(port))) return port;
    port = range.first + Math.floor(Math.random() * range.count);
  }
  const port = await tryPort(0);
  if (port === undefined) throw new Error('This machine has no free port on 127.0.0.1.');
  return port;
}
