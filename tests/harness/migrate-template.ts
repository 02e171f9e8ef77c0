import { migrate } from '../../prisma/migrate.ts';

/** Argument: the URL of the database that becomes the template. */
await migrate({ url: process.argv[2] ?? '' });
