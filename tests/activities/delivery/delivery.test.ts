import { composeEmail } from '../../../activities/delivery/compose-email.ts';
import { createCapture, createSender } from '../../../activities/delivery/sender.ts';
import { createDelivery, type Senders } from '../../../activities/delivery.ts';
import type { FaultPoint } from '../../../activities/engine.ts';
import { parseSmtpUrl } from '../../../channels/email/smtp-settings.ts';
import { providers } from '../../../channels/registry.ts';
import { readMessages } from '../../../crm/sending/read-messages.ts';
import { type Act, type Stage, startScriptedSmtp } from '../../channels/email/scripted-smtp.ts';
import { requestOf, sendingWorld } from '../../harness/sending-world.ts';

const world = sendingWorld({
  welcome:
    '<p>Hello {{record.firstName}}, <a href="https://example.test/a?b=1&amp;c=2">read</a> · <a href="{{links.unsubscribe}}">leave</a></p>',
});

let counter = 0;
async function planned(count: number) {
  const requests = await Promise.all(
    Array.from({ length: count }, async () => {
      counter += 1;
      return requestOf(await world.run(), {
        person: await world.lead({ email: `to-${counter}@example.test` }),
        message: { channel: 'email', template: 'welcome', topic: 'newsletter' },
      });
    }),
  );
  const plans = await world.plan(requests, new Date());
  return plans.flatMap((plan, n) => {
    const request = requests[n];
    if (plan.kind !== 'planned' || !request) throw new Error('not planned');
    return [{ messageId: plan.messageId, runId: request.key.runId, fence: request.fence }];
  });
}

async function withServer<T>(
  script: Partial<Record<Stage, Act>>,
  work: (smtp: Awaited<ReturnType<typeof startScriptedSmtp>>, senders: Senders) => Promise<T>,
): Promise<T> {
  const smtp = await startScriptedSmtp(script);
  const parsed = parseSmtpUrl(smtp.url);
  if (!('settings' in parsed)) throw new Error(parsed.problem);
  const provider = providers.smtp.create(parsed.settings);
  const { tokens, settings } = world.deps;
  const email = createSender({
    provider,
    compose: composeEmail({ tokens, publicUrl: settings.publicUrl }),
    parallel: 4,
  });
  try {
    return await work(smtp, { email, sms: createCapture(), webhook: createCapture() });
  } finally {
    await provider.close();
    await smtp.close();
  }
}
const clock = () => new Date();
const statesOf = async (batch: readonly { messageId: string }[]) =>
  (
    await readMessages(
      world.db,
      batch.map(({ messageId }) => messageId),
    )
  ).map(({ state }) => state);

describe('delivery over SMTP', () => {
  it('delivers a batch over a few connections, each message once', async () => {
    await withServer({}, async (smtp, senders) => {
      const batch = await planned(25);
      const delivery = createDelivery({ senders, db: world.db, clock });
      await Promise.all([delivery.deliver(batch), delivery.deliver(batch)]);
      expect(new Set(await statesOf(batch))).toEqual(new Set(['accepted']));
      expect(smtp.mails).toHaveLength(25);
      expect(smtp.mostAtOnce()).toBeLessThanOrEqual(4);
    });
  });

  it('writes a marketing mail with all that belongs to it', async () => {
    await withServer({}, async (smtp, senders) => {
      const batch = await planned(1);
      await createDelivery({ senders, db: world.db, clock }).deliver(batch);
      const raw = (smtp.mails[0] ?? '').replace(/=\r\n/g, '').replace(/=3D/g, '=');
      expect(raw).toMatch(/^List-Unsubscribe: <https:\/\/crm\.example\.test\/u\/[\w-]{47}>\r$/m);
      expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
      expect(raw).toMatch(/^List-I[Dd]: <newsletter\.example\.test>\r$/m);
      expect(raw).toMatch(/^Message-I[Dd]: <[0-9a-f]{32}@example\.test>\r$/m);
      expect(raw).toMatch(/href="https:\/\/crm\.example\.test\/t\/c\/[\w-]{47}"/);
      expect(raw).toMatch(/src="https:\/\/crm\.example\.test\/t\/o\/[\w-]{47}"/);
      // The way out is never counted.
      expect(raw).toMatch(/href="https:\/\/crm\.example\.test\/u\/[\w-]{47}"/);
      expect(raw).toContain('text/plain');
      expect((await readMessages(world.db, [batch[0]?.messageId ?? '']))[0]?.html).not.toContain('/t/');
    });
  });

  const table: [Partial<Record<Stage, Act>>, string, string | null][] = [
    [{ rcpt: '550 5.1.1 no such user' }, 'rejected', null],
    [{ end: '550 5.7.1 policy' }, 'rejected', null],
    [{ mail: '421 4.3.2 going down' }, 'deferred', null],
    [{ end: '451 4.3.0 later' }, 'deferred', null],
    [{ data: 'drop' }, 'deferred', null],
    [{ end: 'drop' }, 'unknown', null],
    [{ auth: '535 5.7.8 wrong' }, 'deferred', null],
  ];
  it.each(table)('%j makes the message %s', async (script, state) => {
    await withServer(script, async (_smtp, senders) => {
      const batch = await planned(1);
      await createDelivery({ senders, db: world.db, clock }).deliver(batch);
      expect(await statesOf(batch)).toEqual([state]);
    });
  });

  it('defers together what waits for a server that is not there', async () => {
    await withServer({}, async (smtp, senders) => {
      const batch = await planned(20);
      await smtp.close();
      await createDelivery({ senders, db: world.db, clock }).deliver(batch);
      expect(new Set(await statesOf(batch))).toEqual(new Set(['deferred']));
    });
  });

  it('hands nothing over for a run that somebody else has, and nothing twice', async () => {
    await withServer({}, async (smtp, senders) => {
      const batch = await planned(2);
      await world.db.query('UPDATE run SET fence = fence + 1 WHERE id = $1', [batch[0]?.runId]);
      const delivery = createDelivery({ senders, db: world.db, clock });
      expect(await delivery.deliver(batch)).toMatchObject([{ kind: 'held', why: 'stale' }, { kind: 'recorded' }]);
      expect(await delivery.deliver(batch)).toMatchObject([
        { kind: 'held', why: 'stale' },
        { kind: 'held', why: 'not-open' },
      ]);
      expect(smtp.mails).toHaveLength(1);
    });
  });

  it.each(['after-reserve', 'after-hand-off', 'inside-data', 'after-250'] as const)(
    'a process that ends %s sends nothing twice',
    async (point: FaultPoint) => {
      await withServer({}, async (smtp, senders) => {
        const batch = await planned(1);
        const ends = createDelivery({
          senders,
          db: world.db,
          clock,
          fault: (at) => {
            if (at === point) throw new Error('the process ends here');
          },
        });
        await expect(ends.deliver(batch)).rejects.toThrow('the process ends here');
        await createDelivery({ senders, db: world.db, clock }).deliver(batch);
        const [state] = await statesOf(batch);
        expect(state).toBe(point === 'after-reserve' ? 'accepted' : 'handing-off');
        expect(smtp.mails.length).toBeLessThanOrEqual(1);
        if (point === 'after-reserve' || point === 'after-250') expect(smtp.mails).toHaveLength(1);
      });
    },
  );
});

it('captures for test runs: hundreds at once, nothing leaves', async () => {
  const batch = await planned(200);
  const capture = createCapture();
  const delivery = createDelivery({
    senders: { email: capture, sms: capture, webhook: capture },
    db: world.db,
    clock,
  });
  await delivery.deliver(batch);
  const rows = await readMessages(
    world.db,
    batch.map(({ messageId }) => messageId),
  );
  expect(rows.every(({ state, provider }) => state === 'accepted' && provider === 'captured')).toBe(true);
});
