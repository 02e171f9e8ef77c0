import { defineConfig, env } from 'prisma/config';

/** For Prisma's own command: `DATABASE_URL=… npx prisma migrate deploy` applies the same folder of migrations. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: env('DATABASE_URL') },
});
