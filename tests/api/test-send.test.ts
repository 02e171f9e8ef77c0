import { composeEmail } from '../../activities/delivery/compose-email.ts';
import { createCapture, createSender } from '../../activities/delivery/sender.ts';
import { createDelivery } from '../../activities/delivery.ts';
import type { FaultPoint } from '../../activities/engine.ts';
import { parseSmtpUrl } from '../../channels/email/smtp-settings.ts';
import { type ReceivedMail, startLocalSmtp } from '../../channels/local/smtp-server.ts';
import { providers } from '../../channels/registry.ts';
import { recordEvidence } from '../../crm/sending/evidence.ts';
import { createTokens } from '../../crm/tracking/tokens.ts';
import { deliverDue } from '../../worker/deliver-due.ts';
import { insertLead, insertTemplate } from '../harness/sending-world.ts';
import { testApi } from '../harness/test-api.ts';

let smtp: Awaited<ReturnType<typeof startLocalSmtp>>;
let provider: ReturnType<typeof providers.smtp.create>;
const mails: ReceivedMail[] = [];
const publicUrl = 'http://localhost:3000';
const api = testApi({ publicUrl });

beforeAll(async () => {
  smtp = await startLocalSmtp({ onMail: (mail) => void mails.push(mail) });
  const parsed = parseSmtpUrl(smtp.url);
  if (!('settings' in parsed)) throw new Error(parsed.problem);
  provider = providers.smtp.create(parsed.settings);
  await insertTemplate(api.database, 'try-me', '<p>Dear {{record.firstName}}</p>', 'For {{record.firstName}}');
});
afterAll(async () => {
  await provider.close();
  await smtp.close();
});
beforeEach(() => {
  mails.length = 0;
});

type Message = { id: string; state: string; reason?: string; to: string; subject: string; test?: true };
type Problem = { code: string; issues?: readonly { code: string; path: string }[] };
const send = (json: object, options: { headers?: Record<string, string>; key?: string } = {}) =>
  api.call('POST', '/api/templates/test-send', { json: { template: 'try-me', ...json }, ...options });
const planned = async (json: object = {}) => {
  const { status, body } = await send({ to: 'me@example.test', data: { record: { firstName: 'Ann' } }, ...json });
  expect(status).toBe(202);
  return body as Message;
};
const messageOf = async (id: string) => (await api.call('GET', `/api/messages/${id}`)).body as Message;
const clock = () => new Date();

/** One worker's turn, or that of a process that ends at a point. */
function turn(options: { endsAt?: FaultPoint; at?: Date } = {}): Promise<number> {
  const email = createSender({
    provider,
    compose: composeEmail({ tokens: createTokens('secret'), publicUrl }),
    parallel: 2,
  });
  const delivery = createDelivery({
    senders: { email, sms: createCapture(), webhook: createCapture() },
    db: api.database,
    clock,
    fault: (point) => {
      if (point === options.endsAt) throw new Error('the process ends here');
    },
  });
  return deliverDue({ db: api.database, delivery, clock: () => options.at ?? clock() });
}

test('a template goes to the address that is named, rendered with a record, once for an Idempotency-Key', async () => {
  const lead = await insertLead(api.database, { firstName: 'Zoë', email: 'zoe@example.test' });
  const wish = { to: 'Me@Example.test', recordType: 'lead', recordId: lead.id };
  const headers = { 'idempotency-key': 'try-1' };
  const [first, again] = [await send(wish, { headers }), await send(wish, { headers })];
  expect([first.status, again.status, again.body]).toEqual([202, 202, first.body]);
  const message = first.body as Message;
  expect(message).toMatchObject({ state: 'planned', to: 'me@example.test', subject: 'For Zoë', test: true });
  expect(await turn()).toBe(1);
  expect(await turn()).toBe(0);
  expect(mails.map(({ to }) => to)).toEqual([['me@example.test']]);
  expect(mails[0]?.raw.toString()).toMatch(/^Message-I[Dd]: <[0-9a-f]{32}@/m);
  expect(await messageOf(message.id)).toMatchObject({ state: 'accepted', recordType: 'lead', recordId: lead.id });
  // It happened to nobody: neither a message of the record's, nor an event that starts something.
  const timeline = await api.call('GET', `/api/records/lead/${lead.id}/timeline`);
  expect((timeline.body as { items: unknown[] }).items).toEqual([]);
  const opened = { kind: 'opened', dedupe: 'open:person', at: clock(), bot: false, details: {} } as const;
  await api.database.transaction((tx) => recordEvidence(tx, [{ messageId: message.id, ...opened }], clock()));
  expect((await messageOf(message.id)).state).toBe('opened');
  expect(await api.database.query(`SELECT 1 FROM event WHERE type = 'email.opened'`)).toEqual([]);
});

test("without an address it goes to one's own", async () => {
  const { to } = (await send({ data: { record: { firstName: 'Ann' } } })).body as Message;
  const { body } = await api.call('GET', '/api/me');
  expect(to).toBe((body as { user: { email: string } }).user.email);
  await turn();
  expect(mails).toHaveLength(1);
});

test('what cannot be sent is refused with its place, and nothing is reserved', async () => {
  const placeOf = async (json: object) => {
    const { status, body } = await send({ to: 'me@example.test', ...json });
    const { code, issues = [] } = body as Problem;
    return [status, code, ...issues.map((issue) => `${issue.code} ${issue.path}`)];
  };
  expect(await placeOf({})).toEqual([422, 'invalid', 'missing-value /data']);
  expect(await placeOf({ to: 'nobody' })).toEqual([422, 'invalid', 'invalid-address /to']);
  expect(await placeOf({ recordType: 'lead' })).toEqual([422, 'invalid', 'invalid /recordId']);
  expect(await placeOf({ recordType: 'lead', recordId: '019a0000-0000-7000-8000-000000000000' })).toEqual([
    404,
    'record-not-found',
  ]);
  expect(await placeOf({ template: 'not-there' })).toEqual([404, 'not-found']);
  expect((await send({}, { key: await api.keyOf('viewer') })).status).toBe(403);
  expect(await turn()).toBe(0);
  // Blanks are sent when asked for.
  await planned({ data: {}, missing: 'empty' });
  expect(await turn()).toBe(1);
});

test('a suppressed address gets none; a withdrawn consent does not bind a test', async () => {
  await api.database.query(
    `INSERT INTO suppression (channel, address, reason) VALUES ('email', 'bounced@example.test', 'hard-bounce')`,
  );
  await api.database.query(
    `INSERT INTO consent (id, channel, address, topic, state) VALUES (gen_random_uuid(), 'email', 'left@example.test', '*', 'withdrawn')`,
  );
  const bounced = await planned({ to: 'bounced@example.test' });
  const left = await planned({ to: 'left@example.test' });
  await turn();
  expect(await messageOf(bounced.id)).toMatchObject({ state: 'skipped', reason: 'suppressed' });
  expect(await messageOf(left.id)).toMatchObject({ state: 'accepted' });
});

test('while everything is paused nothing leaves', async () => {
  const { id } = await planned();
  expect((await api.call('PUT', '/api/settings', { json: { paused: true } })).body).toMatchObject({ paused: true });
  expect(await turn()).toBe(0);
  expect((await messageOf(id)).state).toBe('planned');
  expect((await api.call('PUT', '/api/settings', { json: { paused: false } })).body).toMatchObject({ paused: false });
  expect(await turn()).toBe(1);
  expect(mails).toHaveLength(1);
});

test('two workers send one mail', async () => {
  const { id } = await planned();
  await Promise.all([turn(), turn(), turn()]);
  expect(mails).toHaveLength(1);
  expect((await messageOf(id)).state).toBe('accepted');
});

test('what a crash left behind is picked up; what may have left is unknown and stays so', async () => {
  const reserved = await planned();
  await expect(turn({ endsAt: 'after-reserve' })).rejects.toThrow('ends here');
  expect(await turn()).toBe(1);
  expect((await messageOf(reserved.id)).state).toBe('accepted');
  expect(mails).toHaveLength(1);

  const doubtful = await planned();
  await expect(turn({ endsAt: 'after-250' })).rejects.toThrow('ends here');
  expect(await turn()).toBe(0);
  expect((await messageOf(doubtful.id)).state).toBe('handing-off');
  const afterLease = new Date(clock().getTime() + 600_000);
  expect(await turn({ at: afterLease })).toBe(0);
  expect(await messageOf(doubtful.id)).toMatchObject({ state: 'unknown', reason: 'lease-expired' });
  expect(await turn({ at: afterLease })).toBe(0);
  expect(mails).toHaveLength(2);
});
