-- What a Prisma schema cannot say.

-- Notifications in the app: what its bell reads, for one user, newest first.
CREATE INDEX "message_app_to_idx" ON "message" ("to", "createdAt") WHERE "channel" = 'app';
