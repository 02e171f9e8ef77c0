import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import { ConfigError } from '../crm/config.ts';

/**
 * Serves on a port; resolves once it answers there.
 * @throws ConfigError where the port cannot be had: what is in the way, and what would do
 */
export function listen(app: RequestListener, port: number): Promise<Server> {
  const server = createServer(app);
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(new ConfigError([problemOf(error, port)]));
    server.once('error', refuse);
    server.listen(port, () => {
      server.off('error', refuse);
      resolve(server);
    });
  });
}

function problemOf({ code, message }: NodeJS.ErrnoException, port: number): string {
  if (code === 'EADDRINUSE') {
    return `PORT: port ${port} is taken by another program; end it, or set PORT to another one, such as ${port + 1}`;
  }
  if (code === 'EACCES') return `PORT: port ${port} may not be used by this user; set PORT to one above 1023`;
  return `PORT: nothing can be served on port ${port}: ${message}`;
}
