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

/** Commands that the script is asked about and that lead to nothing more. */
const stageOf: Readonly<Record<string, Stage>> = {
  EHLO: 'ehlo',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  RSET: 'rset',
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
  /** Takes the body of a mail, or a command. False when there is no more to do for now. */
  const take = (): boolean => {
    const found = (inBody ? /^(.*?\r\n)\.\r\n/s : /^(.*?)\r\n/).exec(buffer);
    if (inBody && !act('body', socket, state)) return false;
    if (!found) return false;
    const [all, text = ''] = found;
    buffer = buffer.slice(all.length);
    if (inBody) {
      state.mails.push(text);
      inBody = false;
      act('end', socket, state);
      return true;
    }
    inBody = obey(text, socket, state);
    return !inBody || buffer !== '';
  };
  act('greeting', socket, state);
  socket.on('data', (chunk: string) => {
    buffer += chunk;
    while (take());
  });
}

/** Does what the script says, else the usual. False when the connection is over or silent. */
function act(stage: Stage, socket: Socket, { script }: State): boolean {
  const what = script[stage] ?? (stage === 'body' ? undefined : usual[stage]);
  if (what === undefined) return true;
  if (what === 'stall') return false;
  if (what === 'drop') socket.destroy();
  else if (typeof what === 'string') socket.write(`${what}\r\n`);
  else socket.end(`${what.reply}\r\n`);
  return typeof what === 'string' && what !== 'drop';
}

/** Carries out a command. @returns whether a body follows */
function obey(command: string, socket: Socket, state: State): boolean {
  state.commands.push(command);
  const verb = command.split(' ')[0]?.toUpperCase() ?? '';
  const stage = stageOf[verb];
  if (verb === 'DATA') return act('data', socket, state) && !/^[45]/.test(String(state.script.data ?? ''));
  if (verb === 'QUIT') socket.end('221 bye\r\n');
  else if (stage) act(stage, socket, state);
  else socket.write('502 what\r\n');
  return false;
}
