-- The match that waits for the end of a run with its key, oldest first.
CREATE INDEX "enrollment_queued_key_idx" ON "enrollment" ("workflowId", (payload->>'key'), "createdAt", "id") WHERE "state" = 'queued';
