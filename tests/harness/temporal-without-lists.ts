import { createServer, type ServerHttp2Stream } from 'node:http2';
import { Client, Connection } from '@temporalio/client';

/** What becomes of a question for a list: a refusal at once, or silence. */
export type Listing = 'fails' | 'hangs';

/** The address of a server that speaks gRPC as Temporal does and answers everything with nothing, but for its lists. */
export async function temporalWithoutLists(listing: Listing) {
  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    if (!String(headers[':path']).endsWith('/ListWorkflowExecutions')) answer(stream, { status: 0, body: true });
    else if (listing === 'fails') answer(stream, { status: internal, body: false });
  });
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const connection = Connection.lazy({ address: `127.0.0.1:${port}` });
  return {
    client: new Client({ connection, namespace: 'default' }),
    async close() {
      await connection.close();
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** gRPC's INTERNAL, which the client does not ask again after. */
const internal = 13;

function answer(stream: ServerHttp2Stream, { status, body }: { status: number; body: boolean }): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(status) }));
  stream.end(body ? Buffer.alloc(5) : undefined);
}
