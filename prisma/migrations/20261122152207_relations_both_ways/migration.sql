-- CreateIndex
CREATE INDEX "account_parentId_idx" ON "account"("parentId");

-- CreateIndex
CREATE INDEX "invoice_dealId_idx" ON "invoice"("dealId");

-- CreateIndex
CREATE INDEX "invoice_accountId_idx" ON "invoice"("accountId");

-- CreateIndex
CREATE INDEX "order_offerId_idx" ON "order"("offerId");

-- CreateIndex
CREATE INDEX "order_accountId_idx" ON "order"("accountId");
