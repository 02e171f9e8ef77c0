import { ConfigError, readConfig } from '../../crm/config.ts';

const sound = { DATABASE_URL: 'postgresql://cadenza:secret@127.0.0.1:5432/cadenza' };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('one address of a database is enough; the rest has defaults', () => {
  const config = readConfig(sound);
  expect(config).toMatchObject({
    port: 3000,
    seed: 'demo',
    zone: 'UTC',
    publicUrl: 'http://localhost:3000',
    httpAllow: [],
  });
  expect(config.temporal).toMatchObject({ namespace: 'default', connection: { address: 'localhost:7233' } });
  expect(config.twilio).toBeUndefined();
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ ...sound, PORT: '', CADENZA_SEED: '', SMTP_URL: '' })).toMatchObject({
    port: 3000,
    seed: 'demo',
  });
});

test('all problems are reported together, by variable', () => {
  const problems = problemsOf({
    PORT: '99999',
    CADENZA_SEED: 'some',
    SMTP_URL: 'http://mail.example.com',
    CADENZA_ZONE: 'Mars/Olympus',
    CADENZA_ADMIN_EMAIL: 'nobody',
    TWILIO_AUTH_TOKEN: 'secret',
    TEMPORAL_PROFILE: 'missing',
  });
  const variables = problems.map((problem) => /^[A-Z_]+/.exec(problem)?.[0]);
  expect(variables.sort()).toEqual([
    'CADENZA_ADMIN_EMAIL',
    'CADENZA_SEED',
    'CADENZA_ZONE',
    'DATABASE_URL',
    'PORT',
    'SMTP_URL',
    'TEMPORAL_',
    'TWILIO_ACCOUNT_SID',
  ]);
});

test('no problem repeats a secret', () => {
  const text = problemsOf({ DATABASE_URL: 'mysql://u:hunter2-secret@h/d', SMTP_URL: 'ftp://u:hunter2-secret@h' }).join(
    '\n',
  );
  expect(text).not.toContain('hunter2');
});

test("Temporal's own environment configuration is honoured", () => {
  const { temporal } = readConfig({
    ...sound,
    TEMPORAL_ADDRESS: 'prod.tmprl.cloud:7233',
    TEMPORAL_NAMESPACE: 'crm.a1b2c',
    TEMPORAL_API_KEY: 'key',
  });
  expect(temporal).toMatchObject({
    namespace: 'crm.a1b2c',
    connection: { address: 'prod.tmprl.cloud:7233', apiKey: 'key', tls: true },
  });
});

test("a namespace, a key or a certificate without a server's address is a problem that names it", () => {
  for (const name of ['TEMPORAL_NAMESPACE', 'TEMPORAL_API_KEY', 'TEMPORAL_TLS_SERVER_NAME']) {
    expect(problemsOf({ ...sound, [name]: 'crm' })).toEqual([
      expect.stringMatching(`^TEMPORAL_ADDRESS is missing, while ${name} is set`),
    ]);
    expect(problemsOf({ ...sound, [name]: 'crm', TEMPORAL_ADDRESS: 'temporal.example.com:7233' })).toEqual([]);
  }
});

test('hosts that webhooks may reach are a list', () => {
  expect(readConfig({ ...sound, CADENZA_HTTP_ALLOW: '127.0.0.1, 10.0.0.0/8 intranet.local' }).httpAllow).toEqual([
    '127.0.0.1',
    '10.0.0.0/8',
    'intranet.local',
  ]);
});
