import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';

/** An empty variable counts as one that is not set. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);
const text = optional(z.string().optional());
const url = (protocols: RegExp, example: string) =>
  optional(z.url({ protocol: protocols, error: `should be an address such as ${example}` }).optional());

const environmentSchema = z.object({
  PORT: optional(
    z.coerce
      .number({ error: 'should be a port number, such as 3000' })
      .int({ error: 'should be a whole number' })
      .min(1, { error: 'should be at least 1' })
      .max(65_535, { error: 'should be at most 65535' })
      .default(3000),
  ),
  CADENZA_HOME: optional(z.string().default('.cadenza')),
  DATABASE_URL: optional(
    z.url({
      protocol: /^postgres(ql)?$/,
      error: 'should be the address of a PostgreSQL database, such as postgresql://user:password@host:5432/cadenza',
    }),
  ),
  CADENZA_ADMIN_EMAIL: optional(z.email({ error: 'should be an e-mail address' }).optional()),
  CADENZA_ADMIN_PASSWORD: optional(z.string().min(8, { error: 'should have at least 8 characters' }).optional()),
  CADENZA_API_KEY: optional(z.string().min(16, { error: 'should have at least 16 characters' }).optional()),
  CADENZA_SEED: optional(z.enum(['demo', 'none'], { error: 'should be "demo" or "none"' }).default('demo')),
  SMTP_URL: url(/^smtps?$/, 'smtp://user:password@mail.example.com:587'),
  TWILIO_ACCOUNT_SID: text,
  TWILIO_AUTH_TOKEN: text,
  TWILIO_API_BASE_URL: url(/^https?$/, 'https://api.twilio.com'),
  TWILIO_FROM: text,
  MAIL_FROM: text,
  INBOUND_SMTP_PORT: optional(
    z.coerce
      .number({ error: 'should be a port number, such as 2525' })
      .int({ error: 'should be a whole number' })
      .min(1, { error: 'should be at least 1' })
      .max(65_535, { error: 'should be at most 65535' })
      .optional(),
  ),
  INBOUND_SMTP_HOST: optional(z.string().default('127.0.0.1')),
  CADENZA_ZONE: optional(
    z
      .string()
      .refine(isZone, { error: 'should be a time zone of the IANA list, such as Europe/Warsaw' })
      .default('UTC'),
  ),
  CADENZA_HTTP_ALLOW: text,
  CADENZA_PUBLIC_URL: url(/^https?$/, 'https://crm.example.com'),
  CADENZA_TEMPORAL_UI: url(/^https?$/, 'https://temporal.example.com'),
  CADENZA_WEB_ROOT: text,
  CADENZA_WORKFLOW_BUNDLE: text,
  CADENZA_LOG_LEVEL: optional(
    z
      .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'should be debug, info, warn, error or silent' })
      .default('info'),
  ),
});

/** The settings of the processes, read once at start and passed on from there. */
export type Config = ReturnType<typeof readConfig>;

/** One or more environment variables are wrong; the message lists them all. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration has ${problems.length} problem(s):\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** @throws ConfigError naming every variable that is wrong and what it should be */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const parsed = environmentSchema.safeParse(environment);
  const temporal = readTemporal(environment);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)),
    ...twilioProblems(environment),
    ...('problem' in temporal ? [temporal.problem] : []),
  ];
  if (!parsed.success || 'problem' in temporal || problems.length > 0) throw new ConfigError(problems);
  const value = parsed.data;
  const twilio =
    value.TWILIO_ACCOUNT_SID && value.TWILIO_AUTH_TOKEN
      ? {
          accountSid: value.TWILIO_ACCOUNT_SID,
          authToken: value.TWILIO_AUTH_TOKEN,
          apiBaseUrl: value.TWILIO_API_BASE_URL,
        }
      : undefined;
  return {
    port: value.PORT,
    /** Folder for the data of embedded services and for caches. */
    home: value.CADENZA_HOME,
    publicUrl: (value.CADENZA_PUBLIC_URL ?? `http://localhost:${value.PORT}`).replace(/\/$/, ''),
    databaseUrl: value.DATABASE_URL,
    temporal,
    admin: { email: value.CADENZA_ADMIN_EMAIL, password: value.CADENZA_ADMIN_PASSWORD },
    apiKey: value.CADENZA_API_KEY,
    seed: value.CADENZA_SEED,
    smtpUrl: value.SMTP_URL,
    twilio,
    twilioFrom: value.TWILIO_FROM,
    mailFrom: value.MAIL_FROM,
    /** Where mail for cases is taken in by SMTP; nowhere without a port. */
    inboundSmtp:
      value.INBOUND_SMTP_PORT === undefined
        ? undefined
        : { port: value.INBOUND_SMTP_PORT, host: value.INBOUND_SMTP_HOST },
    /** IANA name of the company's time zone. */
    zone: value.CADENZA_ZONE,
    /** Inner hosts and networks that webhooks may reach. */
    httpAllow: (value.CADENZA_HTTP_ALLOW ?? '').split(/[\s,]+/).filter((entry) => entry !== ''),
    /** Folder of the built web app; without it the API serves none. */
    webRoot: value.CADENZA_WEB_ROOT,
    /** Address of the Temporal UI; without it runs have no link to their carrier. */
    temporalUi: value.CADENZA_TEMPORAL_UI?.replace(/\/$/, ''),
    /** File of the built Temporal workflow code; without it the worker builds it at start. */
    workflowBundle: value.CADENZA_WORKFLOW_BUNDLE,
    logLevel: value.CADENZA_LOG_LEVEL,
  } as const;
}

function twilioProblems(environment: Readonly<Record<string, string | undefined>>): string[] {
  const pair = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'];
  const missing = pair.filter((name) => !environment[name]);
  return missing.length === 1 ? [`${missing[0]} is missing, while the other of ${pair.join(' and ')} is set`] : [];
}

/**
 * Temporal's own environment configuration. A configuration file counts only where TEMPORAL_CONFIG_FILE or
 * TEMPORAL_PROFILE asks for it, so that a start never depends on a file that nobody thought of.
 */
function readTemporal(environment: Readonly<Record<string, string | undefined>>) {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const overrideEnvVars = Object.fromEntries(set.filter(([name]) => name.startsWith('TEMPORAL_')));
  const disableFile = !('TEMPORAL_CONFIG_FILE' in overrideEnvVars || 'TEMPORAL_PROFILE' in overrideEnvVars);
  const nameless = serverless(overrideEnvVars);
  if (nameless !== undefined) return { problem: nameless };
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars, disableFile });
    return { connection: { ...connectionOptions, address: connectionOptions.address ?? 'localhost:7233' }, namespace };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `TEMPORAL_… cannot be read: ${reason}` };
  }
}

/** A namespace or a key belongs to a server: without its address it would be asked for at one that does not have it. */
function serverless(variables: Readonly<Record<string, string>>): string | undefined {
  if (['TEMPORAL_ADDRESS', 'TEMPORAL_CONFIG_FILE', 'TEMPORAL_PROFILE'].some((name) => name in variables))
    return undefined;
  const [name] = Object.keys(variables).filter((key) => /^TEMPORAL_(NAMESPACE|API_KEY|TLS)/.test(key));
  return name === undefined
    ? undefined
    : `TEMPORAL_ADDRESS is missing, while ${name} is set: name the server, such as localhost:7233`;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
