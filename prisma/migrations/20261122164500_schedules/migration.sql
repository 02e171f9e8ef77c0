-- CreateTable
CREATE TABLE "schedule_trigger" (
    "workflowId" UUID NOT NULL,
    "triggerId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "schedule_trigger_pkey" PRIMARY KEY ("workflowId","triggerId")
);
