-- CreateTable
CREATE TABLE "send_count" (
    "channel" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "slot" SMALLINT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "send_count_pkey" PRIMARY KEY ("channel","outcome","slot")
);

-- What the ledger holds already.
INSERT INTO "send_count" ("channel", "outcome", "slot", "count")
SELECT "channel", CASE WHEN "state" IN ('rejected', 'unknown') THEN "state" ELSE 'accepted' END, 0, count(*)
FROM "message"
WHERE "channel" <> 'app' AND "state" NOT IN ('planned', 'deferred', 'handing-off', 'skipped')
GROUP BY 1, 2;
