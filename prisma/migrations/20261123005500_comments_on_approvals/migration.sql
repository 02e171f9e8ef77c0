-- CreateTable
CREATE TABLE "approval_comment" (
    "id" UUID NOT NULL,
    "approvalId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "userName" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "approval_comment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "approval_comment_approvalId_at_idx" ON "approval_comment"("approvalId", "at");
