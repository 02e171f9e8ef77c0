import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { startLocalSmtp } from '../../channels/local/smtp-server.ts';
import { changeCaseSettings } from '../../crm/cases/case-settings.ts';
import { readConfig } from '../../crm/config.ts';
import { createLogger } from '../../crm/log.ts';
import { startMailReceiver } from '../../worker/receive-mail.ts';
import { mailOf } from '../crm/cases/mail-texts.ts';
import { ownDatabase } from '../harness/own-database.ts';
import { until } from '../harness/until.ts';

const own = ownDatabase();
const log = createLogger({ name: 'test', level: 'silent' });

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const { port, close } = await startLocalSmtp({ onMail: () => {} });
  await close();
  return port;
}

const open = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

async function receiver() {
  const port = await freePort();
  const config = readConfig({ DATABASE_URL: 'postgresql://localhost/x', INBOUND_SMTP_PORT: String(port) });
  const started = startMailReceiver({ db: own.database, config, log });
  await until('the receiver listens', () => open(port));
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  const send = (raw: Buffer, to = 'help@cadenza.test') =>
    transport.sendMail({ envelope: { from: 'ann@example.test', to: [to] }, raw }).then(
      () => 250,
      (error: { responseCode?: number }) => error.responseCode,
    );
  const stop = async () => {
    transport.close();
    await started.stop();
  };
  return { port, config, send, stop };
}

test('mail by SMTP is kept before it is accepted; an unknown receiver and what is no mail are refused for good', async () => {
  const { send, stop } = await receiver();
  expect(await send(mailOf({ From: 'ann@example.test', 'Message-ID': '<s1@example.test>' }))).toBe(250);
  expect(await own.database.query('SELECT title FROM "case"')).toEqual([{ title: 'It does not work' }]);
  await own.database.transaction((tx) =>
    changeCaseSettings(tx, { mailboxes: [{ address: 'help@cadenza.test', queue: 'Help' }] }),
  );
  expect(await send(mailOf({ 'Message-ID': '<s2@example.test>' }), 'someone@else.test')).toBe(550);
  expect(await send(mailOf({ 'X-Long': 'a'.repeat(600_000), 'Message-ID': '<s3@example.test>' }))).toBe(554);
  expect(await send(mailOf({ 'Message-ID': '<s4@example.test>' }, 'x'.repeat(27_000_000)))).toBe(552);
  await stop();
});

test('what cannot be kept now is to be sent again', async () => {
  const { send, stop } = await receiver();
  await own.database.query('ALTER TABLE inbound_mail RENAME TO inbound_mail_away');
  expect(await send(mailOf({ 'Message-ID': '<s5@example.test>' }))).toBe(451);
  await own.database.query('ALTER TABLE inbound_mail_away RENAME TO inbound_mail');
  expect(await send(mailOf({ From: 'f@example.test', 'Message-ID': '<s5@example.test>' }))).toBe(250);
  await stop();
});

test('without a port nothing listens', async () => {
  const config = readConfig({ DATABASE_URL: 'postgresql://localhost/x' });
  expect(config.inboundSmtp).toBeUndefined();
  await startMailReceiver({ db: own.database, config, log }).stop();
});
