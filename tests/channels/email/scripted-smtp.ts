import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Where a script may step in. `body` acts as soon as the first bytes of the body arrive, `end` after the final dot. */
export type Stage = 'greeting' | 'ehlo' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'end' | 'rset';

/** What happens there: a reply, the end of the connection, a reply and then its end, or silence. */
export type Act = string | 'drop' | 'stall' | { readonly reply: string; readonly thenDrop: true };

const usual: Record<Exclude<Stage, 'body'>, string> = {
  greeting: '220 scripted ESMTP',
  ehlo: '250-scripted\r\n250-AUTH PLAIN LOGIN\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES',
  auth: '235 2.7.0 welcome',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go on',
  end: '250 2.0.0 queued as 1',
  rset: '250 2.0.0 ok',
};

/** An SMTP server that does as it is told, and keeps what it saw. */
export async function startScriptedSmtp(first: Partial<Record<Stage, Act>> = {}) {
  const state = {
    script: first,
    commands: [] as string[],
    mails: [] as string[],
    sockets: new Set<Socket>(),
    connections: 0,
    most: 0,
  };
  const server = createServer((socket) => serve(socket, state));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `smtp://kit:secret@127.0.0.1:${port}`,
    commands: state.commands,
    mails: state.mails,
    connections: () => state.connections,
    mostAtOnce: () => state.most,
    openNow: () => state.sockets.size,
    script: (next: Partial<Record<Stage, Act>>) => {
      state.script = next;
    },
    /** Ends every connection from the server's side, and waits until they are gone. */
    async dropAll(): Promise<void> {
      await Promise.all(
        [...state.sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve).destroy())),
      );
    },
    async close(): Promise<void> {
      for (const socket of state.sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type State = {
  script: Partial<Record<Stage, Act>>;
  commands: string[];
  mails: string[];
  sockets: Set<Socket>;
  connections: number;
  most: number;
};

function serve(socket: Socket, state: State): void {
  state.connections += 1;
  state.sockets.add(socket);
  state.most = Math.max(state.most, state.sockets.size);
  socket.on('close', () => state.sockets.delete(socket));
  socket.on('error', () => {});
  socket.setEncoding('latin1');
  let buffer = '';
  let inBody = false;
  /** Does what the script says, else the usual. False when the connection is over or silent. */
  const act = (stage: Stage): boolean => {
    const what = state.script[stage] ?? (stage === 'body' ? undefined : usual[stage]);
    if (what === undefined) return true;
    if (what === 'stall') return false;
    if (what === 'drop') socket.destroy();
    else if (typeof what === 'string') socket.write(`${what}\r\n`);
    else socket.end(`${what.reply}\r\n`);
    return typeof what === 'string' && what !== 'drop';
  };
  act('greeting');
  socket.on('data', (chunk: string) => {
    buffer += chunk;
    for (;;) {
      if (inBody) {
        if (!act('body')) return;
        const end = buffer.indexOf('\r\n.\r\n');
        if (end < 0) return;
        state.mails.push(buffer.slice(0, end + 2));
        buffer = buffer.slice(end + 5);
        inBody = false;
        act('end');
        continue;
      }
      const line = /^(.*?)\r\n/.exec(buffer);
      if (!line) return;
      buffer = buffer.slice(line[0].length);
      state.commands.push(line[1] ?? '');
      const verb = (line[1] ?? '').split(' ')[0]?.toUpperCase();
      if (verb === 'DATA') {
        inBody = act('data') && !/^[45]/.test(String(state.script.data ?? ''));
        if (inBody && buffer === '') return;
      } else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else if (verb === 'EHLO') act('ehlo');
      else if (verb === 'AUTH') act('auth');
      else if (verb === 'MAIL') act('mail');
      else if (verb === 'RCPT') act('rcpt');
      else if (verb === 'RSET') act('rset');
      else socket.write('502 what\r\n');
    }
  });
}
