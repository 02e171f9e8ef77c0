-- CreateTable
CREATE TABLE "lead" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ownerId" UUID,
    "teamId" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "custom" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "company" TEXT,
    "title" TEXT,
    "source" TEXT,
    "status" TEXT,
    "score" INTEGER,
    "country" TEXT,
    "language" TEXT,
    "timezone" TEXT,
    "notes" TEXT,
    "convertedContactId" UUID,

    CONSTRAINT "lead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ownerId" UUID,
    "teamId" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "custom" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "accountId" UUID,
    "title" TEXT,
    "country" TEXT,
    "language" TEXT,
    "timezone" TEXT,
    "lifecycle" TEXT,
    "source" TEXT,
    "score" INTEGER,
    "notes" TEXT,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ownerId" UUID,
    "teamId" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "custom" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "name" TEXT,
    "industry" TEXT,
    "website" TEXT,
    "country" TEXT,
    "timezone" TEXT,
    "employees" INTEGER,
    "annualRevenue" BIGINT,
    "currency" TEXT,
    "parentId" UUID,
    "notes" TEXT,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ownerId" UUID,
    "teamId" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "custom" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sku" TEXT,
    "name" TEXT,
    "price" BIGINT,
    "cost" BIGINT,
    "currency" TEXT,
    "active" BOOLEAN,
    "launchedOn" DATE,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deal" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ownerId" UUID,
    "teamId" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "custom" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "title" TEXT,
    "accountId" UUID,
    "contactId" UUID,
    "pipeline" TEXT,
    "stage" TEXT,
    "amount" BIGINT,
    "currency" TEXT,
    "probability" DOUBLE PRECISION,
    "expectedClose" DATE,
    "closedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "lossReason" TEXT,
    "source" TEXT,

    CONSTRAINT "deal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offer" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ownerId" UUID,
    "teamId" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "custom" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "number" TEXT,
    "title" TEXT,
    "dealId" UUID,
    "accountId" UUID,
    "contactId" UUID,
    "lines" JSONB,
    "discountPercent" DOUBLE PRECISION,
    "total" BIGINT,
    "currency" TEXT,
    "validUntil" DATE,
    "status" TEXT,
    "revision" INTEGER,

    CONSTRAINT "offer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ownerId" UUID,
    "teamId" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "custom" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "number" TEXT,
    "title" TEXT,
    "offerId" UUID,
    "dealId" UUID,
    "accountId" UUID,
    "contactId" UUID,
    "lines" JSONB,
    "discountPercent" DOUBLE PRECISION,
    "total" BIGINT,
    "currency" TEXT,
    "status" TEXT,
    "dueDate" DATE,

    CONSTRAINT "order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ownerId" UUID,
    "teamId" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "custom" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "number" TEXT,
    "title" TEXT,
    "orderId" UUID,
    "dealId" UUID,
    "accountId" UUID,
    "contactId" UUID,
    "lines" JSONB,
    "discountPercent" DOUBLE PRECISION,
    "total" BIGINT,
    "currency" TEXT,
    "status" TEXT,
    "dueDate" DATE,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "case" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ownerId" UUID,
    "teamId" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "custom" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "number" TEXT,
    "title" TEXT,
    "description" TEXT,
    "contactId" UUID,
    "accountId" UUID,
    "category" TEXT,
    "priority" TEXT,
    "status" TEXT,
    "queue" TEXT,
    "escalationLevel" INTEGER,
    "resolvedAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ownerId" UUID,
    "teamId" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "custom" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "title" TEXT,
    "description" TEXT,
    "assigneeId" UUID,
    "relatedType" TEXT,
    "relatedId" UUID,
    "dueAt" TIMESTAMPTZ(3),
    "status" TEXT,
    "outcome" TEXT,
    "priority" TEXT,

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "interaction" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "ownerId" UUID,
    "teamId" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "custom" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT,
    "direction" TEXT,
    "relatedType" TEXT,
    "relatedId" UUID,
    "at" TIMESTAMPTZ(3),
    "durationMinutes" INTEGER,
    "outcome" TEXT,
    "body" TEXT,

    CONSTRAINT "interaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "custom_field" (
    "id" UUID NOT NULL,
    "recordType" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "field" JSONB NOT NULL,
    "archivedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "custom_field_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "number_series" (
    "key" TEXT NOT NULL,
    "next" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "number_series_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "lead_conversion" (
    "leadId" UUID NOT NULL,
    "contactId" UUID NOT NULL,
    "accountId" UUID,
    "dealId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lead_conversion_pkey" PRIMARY KEY ("leadId")
);

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT,
    "roleKeys" TEXT[],
    "managerId" UUID,
    "teamId" UUID,
    "zone" TEXT,
    "language" TEXT,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "leadId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "builtIn" BOOLEAN NOT NULL DEFAULT false,
    "permissions" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "role_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "roleKeys" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "hash" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "csrf" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "id" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actorType" TEXT NOT NULL,
    "actorId" TEXT,
    "action" TEXT NOT NULL,
    "resourceType" TEXT NOT NULL,
    "resourceId" TEXT,
    "changes" JSONB,
    "cause" JSONB,
    "requestId" TEXT,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_seal" (
    "n" BIGINT NOT NULL,
    "entryId" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "xid" xid8 NOT NULL,
    "seq" BIGINT NOT NULL,
    "sealedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("n")
);

-- CreateTable
CREATE TABLE "event" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "type" TEXT NOT NULL,
    "orderKey" TEXT NOT NULL,
    "recordType" TEXT,
    "recordId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "properties" JSONB NOT NULL DEFAULT '{}',
    "record" JSONB,
    "changes" JSONB,
    "actorType" TEXT NOT NULL,
    "actorId" TEXT,
    "cause" JSONB NOT NULL DEFAULT '[]',
    "automations" BOOLEAN NOT NULL DEFAULT true,
    "doneAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failedAt" TIMESTAMPTZ(3),
    "xid" xid8 DEFAULT pg_current_xact_id(),

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_key" (
    "key" TEXT NOT NULL,
    "eventId" UUID NOT NULL,

    CONSTRAINT "event_key_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "event_link" (
    "eventId" UUID NOT NULL,
    "recordType" TEXT NOT NULL,
    "recordId" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "seq" BIGINT NOT NULL,
    "bot" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "event_link_pkey" PRIMARY KEY ("eventId","recordId")
);

-- CreateTable
CREATE TABLE "workflow" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "subject" TEXT,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "draft" JSONB NOT NULL,
    "draftVersion" INTEGER NOT NULL DEFAULT 1,
    "publishedVersion" INTEGER,
    "activeSince" TIMESTAMPTZ(3),
    "changeSeq" BIGINT NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "workflow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_version" (
    "id" UUID NOT NULL,
    "workflowId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "note" TEXT,
    "publishedBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrollment" (
    "id" UUID NOT NULL,
    "workflowId" UUID NOT NULL,
    "triggerId" TEXT NOT NULL,
    "subjectType" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "runId" UUID,
    "trace" JSONB,
    "payload" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "enrollment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "carrier" (
    "id" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "queue" TEXT NOT NULL DEFAULT 'interactive',
    "active" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3),
    "startedAt" TIMESTAMPTZ(3),
    "legAt" TIMESTAMPTZ(3),
    "pokedAt" TIMESTAMPTZ(3),
    "pokeSentAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "carrier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "workflowId" UUID NOT NULL,
    "workflowKey" TEXT NOT NULL,
    "versionId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "carrierId" UUID NOT NULL,
    "enrollmentId" UUID,
    "subjectType" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "flights" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3),
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "concurrencyKey" TEXT,
    "vars" JSONB NOT NULL DEFAULT '{}',
    "memory" JSONB NOT NULL DEFAULT '{}',
    "origin" JSONB NOT NULL DEFAULT '{}',
    "cause" JSONB NOT NULL DEFAULT '[]',
    "parentRunId" UUID,
    "parentKey" TEXT,
    "error" JSONB,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "script" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_position" (
    "id" UUID NOT NULL,
    "runId" UUID NOT NULL,
    "stepId" TEXT NOT NULL,
    "visit" INTEGER NOT NULL,
    "forkId" UUID,
    "branch" TEXT,
    "state" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3),
    "snapshot" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "progress" JSONB NOT NULL DEFAULT '[]',
    "wait" JSONB,
    "outcome" JSONB,
    "error" JSONB,

    CONSTRAINT "run_position_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wait_key" (
    "positionId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "runId" UUID NOT NULL,

    CONSTRAINT "wait_key_pkey" PRIMARY KEY ("positionId","key")
);

-- CreateTable
CREATE TABLE "run_fork" (
    "id" UUID NOT NULL,
    "runId" UUID NOT NULL,
    "parentId" UUID,
    "branch" TEXT,
    "stepId" TEXT NOT NULL,
    "visit" INTEGER NOT NULL,
    "arrived" INTEGER NOT NULL DEFAULT 0,
    "joined" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "run_fork_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_step" (
    "runId" UUID NOT NULL,
    "stepId" TEXT NOT NULL,
    "visit" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "outlet" TEXT,
    "configHash" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "detail" JSONB NOT NULL DEFAULT '{}',
    "result" JSONB,
    "error" JSONB,
    "n" BIGSERIAL NOT NULL,

    CONSTRAINT "run_step_pkey" PRIMARY KEY ("runId","stepId","visit")
);

-- CreateTable
CREATE TABLE "incident" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "runId" UUID,
    "stepId" TEXT,
    "eventId" UUID,
    "workflowKey" TEXT,
    "details" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolvedAt" TIMESTAMPTZ(3),
    "resolvedBy" TEXT,
    "resolution" TEXT,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "class" TEXT NOT NULL DEFAULT 'transactional',
    "topic" TEXT,
    "to" TEXT NOT NULL,
    "subject" TEXT,
    "body" TEXT,
    "html" TEXT,
    "payload" JSONB,
    "recordType" TEXT,
    "recordId" UUID,
    "personType" TEXT,
    "personId" UUID,
    "runId" UUID,
    "stepId" TEXT,
    "visit" INTEGER,
    "ordinal" INTEGER,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "workflowKey" TEXT,
    "campaign" TEXT,
    "template" TEXT,
    "provider" TEXT,
    "providerId" TEXT,
    "response" TEXT,
    "fence" BIGINT,
    "dueAt" TIMESTAMPTZ(3),
    "handOffAt" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ(3),

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_event" (
    "id" UUID NOT NULL,
    "messageId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "dedupe" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "bot" BOOLEAN NOT NULL DEFAULT false,
    "details" JSONB,

    CONSTRAINT "message_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "template" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "channel" TEXT NOT NULL DEFAULT 'email',
    "subject" TEXT,
    "preheader" TEXT,
    "html" TEXT,
    "text" TEXT,
    "builtIn" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "template_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "topic" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "mode" TEXT NOT NULL,
    "builtIn" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "topic_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "source" TEXT,
    "evidence" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suppression" (
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "messageId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("channel","address")
);

-- CreateTable
CREATE TABLE "connection" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "baseUrl" TEXT,
    "secret" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "hook" (
    "key" TEXT NOT NULL,
    "workflowId" UUID NOT NULL,
    "triggerId" TEXT NOT NULL,
    "secretHash" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "hook_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "stream_entry" (
    "seq" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "items" JSONB NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stream_entry_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE INDEX "audit_entry_xid_seq_idx" ON "audit_entry"("xid", "seq");

-- CreateIndex
CREATE INDEX "stream_entry_xid_seq_idx" ON "stream_entry"("xid", "seq");

-- CreateIndex
CREATE INDEX "stream_entry_createdAt_idx" ON "stream_entry"("createdAt");

-- CreateIndex
CREATE INDEX "lead_email_idx" ON "lead"("email");

-- CreateIndex
CREATE INDEX "lead_phone_idx" ON "lead"("phone");

-- CreateIndex
CREATE INDEX "lead_ownerId_idx" ON "lead"("ownerId");

-- CreateIndex
CREATE INDEX "lead_createdAt_id_idx" ON "lead"("createdAt", "id");

-- CreateIndex
CREATE INDEX "contact_email_idx" ON "contact"("email");

-- CreateIndex
CREATE INDEX "contact_phone_idx" ON "contact"("phone");

-- CreateIndex
CREATE INDEX "contact_accountId_idx" ON "contact"("accountId");

-- CreateIndex
CREATE INDEX "contact_ownerId_idx" ON "contact"("ownerId");

-- CreateIndex
CREATE INDEX "contact_createdAt_id_idx" ON "contact"("createdAt", "id");

-- CreateIndex
CREATE INDEX "account_name_idx" ON "account"("name");

-- CreateIndex
CREATE INDEX "account_ownerId_idx" ON "account"("ownerId");

-- CreateIndex
CREATE INDEX "account_createdAt_id_idx" ON "account"("createdAt", "id");

-- CreateIndex
CREATE INDEX "product_sku_idx" ON "product"("sku");

-- CreateIndex
CREATE INDEX "product_createdAt_id_idx" ON "product"("createdAt", "id");

-- CreateIndex
CREATE INDEX "deal_accountId_idx" ON "deal"("accountId");

-- CreateIndex
CREATE INDEX "deal_contactId_idx" ON "deal"("contactId");

-- CreateIndex
CREATE INDEX "deal_ownerId_idx" ON "deal"("ownerId");

-- CreateIndex
CREATE INDEX "deal_createdAt_id_idx" ON "deal"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "offer_number_key" ON "offer"("number");

-- CreateIndex
CREATE INDEX "offer_dealId_idx" ON "offer"("dealId");

-- CreateIndex
CREATE INDEX "offer_accountId_idx" ON "offer"("accountId");

-- CreateIndex
CREATE INDEX "offer_contactId_idx" ON "offer"("contactId");

-- CreateIndex
CREATE INDEX "offer_createdAt_id_idx" ON "offer"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "order_number_key" ON "order"("number");

-- CreateIndex
CREATE INDEX "order_dealId_idx" ON "order"("dealId");

-- CreateIndex
CREATE INDEX "order_contactId_idx" ON "order"("contactId");

-- CreateIndex
CREATE INDEX "order_createdAt_id_idx" ON "order"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_number_key" ON "invoice"("number");

-- CreateIndex
CREATE INDEX "invoice_orderId_idx" ON "invoice"("orderId");

-- CreateIndex
CREATE INDEX "invoice_contactId_idx" ON "invoice"("contactId");

-- CreateIndex
CREATE INDEX "invoice_createdAt_id_idx" ON "invoice"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "case_number_key" ON "case"("number");

-- CreateIndex
CREATE INDEX "case_contactId_idx" ON "case"("contactId");

-- CreateIndex
CREATE INDEX "case_accountId_idx" ON "case"("accountId");

-- CreateIndex
CREATE INDEX "case_createdAt_id_idx" ON "case"("createdAt", "id");

-- CreateIndex
CREATE INDEX "task_relatedId_idx" ON "task"("relatedId");

-- CreateIndex
CREATE INDEX "task_assigneeId_status_idx" ON "task"("assigneeId", "status");

-- CreateIndex
CREATE INDEX "task_createdAt_id_idx" ON "task"("createdAt", "id");

-- CreateIndex
CREATE INDEX "interaction_relatedId_idx" ON "interaction"("relatedId");

-- CreateIndex
CREATE INDEX "interaction_createdAt_id_idx" ON "interaction"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "custom_field_recordType_key_key" ON "custom_field"("recordType", "key");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "team_name_key" ON "team"("name");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "session_userId_idx" ON "session"("userId");

-- CreateIndex
CREATE INDEX "idempotency_key_createdAt_idx" ON "idempotency_key"("createdAt");

-- CreateIndex
CREATE INDEX "audit_entry_resourceId_seq_idx" ON "audit_entry"("resourceId", "seq");

-- CreateIndex
CREATE INDEX "audit_entry_seq_idx" ON "audit_entry"("seq");

-- CreateIndex
CREATE UNIQUE INDEX "audit_seal_entryId_key" ON "audit_seal"("entryId");

-- CreateIndex
CREATE INDEX "event_recordId_seq_idx" ON "event"("recordId", "seq");

-- CreateIndex
CREATE INDEX "event_type_createdAt_idx" ON "event"("type", "createdAt");

-- CreateIndex
CREATE INDEX "event_link_recordId_type_at_idx" ON "event_link"("recordId", "type", "at");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_key_key" ON "workflow"("key");

-- CreateIndex
CREATE INDEX "workflow_changeSeq_idx" ON "workflow"("changeSeq");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_version_workflowId_version_key" ON "workflow_version"("workflowId", "version");

-- CreateIndex
CREATE INDEX "enrollment_subjectId_workflowId_idx" ON "enrollment"("subjectId", "workflowId");

-- CreateIndex
CREATE INDEX "enrollment_workflowId_state_createdAt_idx" ON "enrollment"("workflowId", "state", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "enrollment_workflowId_triggerId_subjectId_cause_key" ON "enrollment"("workflowId", "triggerId", "subjectId", "cause");

-- CreateIndex
CREATE INDEX "run_carrierId_dueAt_idx" ON "run"("carrierId", "dueAt");

-- CreateIndex
CREATE INDEX "run_subjectId_workflowId_idx" ON "run"("subjectId", "workflowId");

-- CreateIndex
CREATE INDEX "run_workflowId_state_startedAt_idx" ON "run"("workflowId", "state", "startedAt");

-- CreateIndex
CREATE INDEX "run_state_startedAt_idx" ON "run"("state", "startedAt");

-- CreateIndex
CREATE INDEX "run_startedAt_id_idx" ON "run"("startedAt", "id");

-- CreateIndex
CREATE INDEX "run_parentRunId_idx" ON "run"("parentRunId");

-- CreateIndex
CREATE INDEX "run_position_runId_idx" ON "run_position"("runId");

-- CreateIndex
CREATE INDEX "run_position_stepId_state_idx" ON "run_position"("stepId", "state");

-- CreateIndex
CREATE INDEX "wait_key_key_idx" ON "wait_key"("key");

-- CreateIndex
CREATE INDEX "run_fork_runId_idx" ON "run_fork"("runId");

-- CreateIndex
CREATE INDEX "run_step_runId_n_idx" ON "run_step"("runId", "n");

-- CreateIndex
CREATE INDEX "incident_runId_idx" ON "incident"("runId");

-- CreateIndex
CREATE INDEX "incident_resolvedAt_createdAt_idx" ON "incident"("resolvedAt", "createdAt");

-- CreateIndex
CREATE INDEX "message_recordId_createdAt_idx" ON "message"("recordId", "createdAt");

-- CreateIndex
CREATE INDEX "message_personId_createdAt_idx" ON "message"("personId", "createdAt");

-- CreateIndex
CREATE INDEX "message_workflowKey_createdAt_idx" ON "message"("workflowKey", "createdAt");

-- CreateIndex
CREATE INDEX "message_createdAt_id_idx" ON "message"("createdAt", "id");

-- CreateIndex
CREATE INDEX "message_providerId_idx" ON "message"("providerId");

-- CreateIndex
CREATE UNIQUE INDEX "message_runId_stepId_visit_ordinal_attempt_key" ON "message"("runId", "stepId", "visit", "ordinal", "attempt");

-- CreateIndex
CREATE UNIQUE INDEX "message_event_messageId_dedupe_key" ON "message_event"("messageId", "dedupe");

-- CreateIndex
CREATE UNIQUE INDEX "consent_channel_address_topic_key" ON "consent"("channel", "address", "topic");

-- CreateIndex
CREATE UNIQUE INDEX "hook_workflowId_triggerId_key" ON "hook"("workflowId", "triggerId");

-- What a Prisma schema cannot say.

-- Undone events: what dispatch claims, oldest first and one for each order key.
CREATE INDEX "event_undone_seq_idx" ON "event" ("seq") WHERE "doneAt" IS NULL;
CREATE INDEX "event_undone_key_idx" ON "event" ("orderKey", "seq") WHERE "doneAt" IS NULL;

-- Carriers to start or poke, and those that may be late.
CREATE INDEX "carrier_poked_idx" ON "carrier" ("pokedAt") WHERE "pokedAt" IS NOT NULL;
CREATE INDEX "run_open_due_idx" ON "run" ("dueAt") WHERE "endedAt" IS NULL;
CREATE INDEX "run_open_subject_idx" ON "run" ("subjectId") WHERE "endedAt" IS NULL;

-- Messages that operations look at: tried again later, or perhaps taken.
CREATE INDEX "message_doubtful_idx" ON "message" ("createdAt") WHERE "state" IN ('deferred', 'unknown');

-- Hand-overs under way.
CREATE INDEX "message_handing_off_idx" ON "message" ("runId") WHERE "state" = 'handing-off';

-- Matches that wait for a run to end, or for a workflow to be resumed.
CREATE INDEX "enrollment_waiting_idx" ON "enrollment" ("workflowId", "createdAt") WHERE "state" IN ('queued', 'held');

-- Numbers the changes of workflows; taken under a lock, so that they are committed in their order.
CREATE SEQUENCE "workflow_change_seq";
