-- Open runs of the same key, for admission; runs without a key are not in it.
CREATE INDEX "run_open_key_idx" ON "run" ("workflowId", "concurrencyKey") WHERE "endedAt" IS NULL AND "concurrencyKey" IS NOT NULL;
