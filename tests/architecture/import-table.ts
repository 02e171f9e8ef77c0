/** What the files of a folder may import: other folders, npm packages, and whether Node's own modules. */
export type FolderRule = {
  readonly folders: readonly string[];
  /** Only as `import type`. */
  readonly typesOf?: readonly string[];
  readonly packages: readonly string[];
  readonly node: boolean;
};

/** The import rules of the design: who may import whom. Each folder may import itself. */
export const importTable: Readonly<Record<string, FolderRule>> = {
  domain: {
    folders: [],
    packages: ['croner', 'handlebars', 'ipaddr.js', 'json-logic-js', 'libphonenumber-js', 'luxon', 'zod'],
    node: false,
  },
  channels: {
    folders: ['domain'],
    packages: ['html-to-text', 'ipaddr.js', 'nodemailer', 'smtp-server', 'twilio', 'undici', 'zod'],
    node: true,
  },
  crm: {
    folders: ['domain', 'prisma'],
    packages: [
      '@node-rs/argon2',
      '@prisma/adapter-pg',
      '@temporalio/envconfig',
      'csv-stringify',
      'date-holidays',
      'handlebars',
      'html-to-text',
      'ical-generator',
      'libphonenumber-js',
      'luxon',
      'pdfmake',
      'pg',
      'pino',
      'postal-mime',
      'sanitize-html',
      'standardwebhooks',
      'tsx',
      'zod',
    ],
    node: true,
  },
  workflows: { folders: ['domain'], typesOf: ['activities'], packages: ['@temporalio/workflow'], node: false },
  activities: {
    folders: ['domain', 'crm', 'channels'],
    packages: ['@temporalio/activity', 'zod'],
    node: true,
  },
  worker: {
    folders: ['activities', 'crm', 'channels', 'domain', 'prisma'],
    typesOf: ['workflows'],
    packages: ['@temporalio/client', '@temporalio/worker', 'pg', 'pino', 'prom-client', 'smtp-server', 'zod'],
    node: true,
  },
  api: {
    folders: ['domain', 'crm', 'channels', 'prisma'],
    typesOf: ['workflows'],
    packages: [
      '@temporalio/client',
      'csv-stringify',
      'express',
      'express-rate-limit',
      'helmet',
      'pino',
      'prom-client',
      'sanitize-html',
      'zod',
    ],
    node: true,
  },
  designer: {
    folders: ['domain'],
    packages: [
      '@codemirror/commands',
      '@codemirror/lang-json',
      '@codemirror/language',
      '@codemirror/lint',
      '@codemirror/search',
      '@codemirror/state',
      '@codemirror/view',
      '@dagrejs/dagre',
      '@fontsource-variable/inter',
      '@lezer/highlight',
      '@mantine/core',
      '@mantine/hooks',
      '@mantine/notifications',
      '@mantine/spotlight',
      '@tabler/icons-react',
      '@tanstack/react-query',
      '@xyflow/react',
      'i18next',
      'luxon',
      'react',
      'react-dom',
      'react-i18next',
      'react-querybuilder',
      'react-router',
      'zod',
    ],
    node: false,
  },
  prisma: {
    folders: ['domain'],
    packages: [
      '@prisma/adapter-pg',
      '@prisma/client',
      '@prisma/driver-adapter-utils',
      '@prisma/schema-engine-wasm',
      'pg',
    ],
    node: true,
  },
};
