import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startLocalSmtp } from '../../channels/local/smtp-server.ts';
import { startLocalTwilio } from '../../channels/local/twilio-endpoint.ts';
import type { Provider } from '../../channels/provider.ts';
import { type ProviderKind, type ProviderMessage, type ProviderOptions, providers } from '../../channels/registry.ts';
import { parseAllowList } from '../../domain/net/inner-address.ts';
import { sampleMail, settingsFor } from './email/sample-mail.ts';
import { sampleSms, settingsFor as twilioSettings } from './sms/sample-sms.ts';

/** The other side of a provider: a real server on the loopback. */
type Stand<K extends ProviderKind> = {
  readonly options: ProviderOptions<K>;
  readonly message: ProviderMessage<K>;
  readonly unfit: ProviderMessage<K>;
  /** Messages that have arrived. */
  readonly arrived: () => number;
  readonly close: () => Promise<void>;
};

/** One stand for each kind: a kind without one does not compile. */
const stands: { [K in ProviderKind]: () => Promise<Stand<K>> } = {
  smtp: async () => {
    let arrived = 0;
    const count = () => {
      arrived += 1;
    };
    const server = await startLocalSmtp({ onMail: () => count() });
    return {
      options: settingsFor(server.url),
      message: sampleMail,
      unfit: { ...sampleMail, subject: 'a\nb' },
      arrived: () => arrived,
      close: server.close,
    };
  },
  'twilio-sms': async () => {
    let arrived = 0;
    const count = () => {
      arrived += 1;
    };
    const { url, accountSid, authToken, close } = await startLocalTwilio({
      onMessage: () => count(),
      reports: [],
    });
    return {
      options: twilioSettings(url, { accountSid, authToken }),
      message: sampleSms,
      unfit: { ...sampleSms, to: '1' },
      arrived: () => arrived,
      close,
    };
  },
  webhook: async () => {
    let arrived = 0;
    const server = createServer((request, response) => {
      arrived += 1;
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const message = {
      method: 'POST' as const,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      idempotencyKey: 'key-1',
      body: '{}',
    };
    return {
      options: { allow: parseAllowList('127.0.0.1').allow, timeoutMs: 60_000 },
      message,
      unfit: { ...message, url: 'http://169.254.169.254/' },
      arrived: () => arrived,
      close: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  },
};

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A provider of a kind with its other side, and a session of it. */
type Standing<K extends ProviderKind> = {
  readonly kind: K;
  readonly setUp: () => Promise<{ side: Stand<K>; provider: Provider<ProviderMessage<K>> }>;
};

function standing<K extends ProviderKind>(
  kind: K,
  stand: () => Promise<Stand<K>>,
  create: (options: ProviderOptions<K>) => Provider<ProviderMessage<K>>,
): Standing<K> {
  return {
    kind,
    setUp: async () => {
      const side = await stand();
      const provider = create(side.options);
      cleanups.push(provider.close, side.close);
      return { side, provider };
    },
  };
}

async function connected<M>(provider: Provider<M>) {
  const connection = await provider.connect();
  if (connection.kind === 'deferred') throw new Error(connection.response);
  return connection.session;
}

/** The promises that every kind of provider makes of what it sends. */
function sendsWhatIsFit<K extends ProviderKind>({ kind, setUp }: Standing<K>): void {
  test('it says what it is, and how long a hand-over takes at most', async () => {
    const { provider } = await setUp();
    expect(provider.kind).toBe(kind);
    expect(provider.channel).toBe(providers[kind].channel);
    expect(provider.handOverTimeoutMs).toBeGreaterThan(0);
  });

  test('connecting sends nothing; handing over sends one message and says so', async () => {
    const { side, provider } = await setUp();
    const session = await connected(provider);
    expect(side.arrived()).toBe(0);
    expect(await session.handOver(side.message)).toMatchObject({
      kind: 'accepted',
      providerId: expect.stringMatching(/./),
      response: expect.any(String),
    });
    expect(side.arrived()).toBe(1);
    session.release();
  });

  test('an unfit message is found by the check and refused by the hand-over, and nothing is sent', async () => {
    const { side, provider } = await setUp();
    expect(provider.check(side.message)).toBeUndefined();
    const refused = provider.check(side.unfit);
    expect(refused).toMatchObject({ kind: 'refused', permanent: true });
    const session = await connected(provider);
    expect(await session.handOver(side.unfit)).toEqual(refused);
    session.release();
    expect(side.arrived()).toBe(0);
  });

  test('ten at a time', async () => {
    const { side, provider } = await setUp();
    const kinds = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const session = await connected(provider);
        const { kind: outcome } = await session.handOver(side.message);
        session.release();
        return outcome;
      }),
    );
    expect(new Set(kinds)).toEqual(new Set(['accepted']));
    expect(side.arrived()).toBe(10);
  });
}

/** The promises that every kind of provider makes of what cannot be sent. */
function sendsNothingElse<K extends ProviderKind>({ setUp }: Standing<K>): void {
  test('given up before it began: safe to repeat, and nothing is sent', async () => {
    const { side, provider } = await setUp();
    const session = await connected(provider);
    expect(await session.handOver(side.message, AbortSignal.abort())).toMatchObject({ kind: 'deferred' });
    session.release();
    expect(side.arrived()).toBe(0);
  });

  test('with nobody on the other side it puts off and does not throw', async () => {
    const { side, provider } = await setUp();
    await side.close();
    cleanups.pop();
    const connection = await provider.connect();
    if (connection.kind === 'deferred') return;
    expect(await connection.session.handOver(side.message)).toMatchObject({ kind: 'deferred' });
    connection.session.release();
  });
}

function runContract<K extends ProviderKind>(kind: K): void {
  describe(kind, () => {
    const given = standing(kind, stands[kind], providers[kind].create);
    sendsWhatIsFit(given);
    sendsNothingElse(given);
  });
}

const kinds = Object.keys(providers) as ProviderKind[];
for (const kind of kinds) runContract(kind);

test('the list of providers names each of them and no other', () => {
  const page = readFileSync(new URL('../../channels/README.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| `([a-z-]+)` +\|/gm)].map((match) => match[1]);
  expect(listed.sort()).toEqual([...kinds].sort());
});
