import type { ApiDeps } from '../deps.ts';
import type { Route } from '../frame/route.ts';
import { absenceRoutes } from './absences.ts';
import { agendaRoutes } from './agenda.ts';
import { approvalLinkRoutes } from './approval-links.ts';
import { approvalRoutes } from './approvals.ts';
import { auditRoutes } from './audit.ts';
import { calendarRoutes } from './calendars.ts';
import { caseReportRoutes } from './case-report.ts';
import { caseSettingsRoutes } from './case-settings.ts';
import { caseRoutes } from './cases.ts';
import { catalogueRoutes } from './catalogue.ts';
import { connectionRoutes } from './connections.ts';
import { consentRoutes } from './consents.ts';
import { currencyRoutes } from './currencies.ts';
import { documentRoutes } from './documents.ts';
import { eventRoutes } from './events.ts';
import { fieldRoutes } from './fields.ts';
import { healthRoutes } from './health.ts';
import { hookRoutes } from './hooks.ts';
import { inboundMailRoutes } from './inbound-mail.ts';
import { incidentRoutes } from './incidents.ts';
import { keyRoutes } from './keys.ts';
import { leadRoutes } from './leads.ts';
import { libraryRoutes } from './library.ts';
import { meRoutes } from './me.ts';
import { messageRoutes } from './messages.ts';
import { numberSeriesRoutes } from './number-series.ts';
import { offerLinkRoutes } from './offer-links.ts';
import { offerSendingRoutes } from './offer-sending.ts';
import { peopleRoutes } from './people.ts';
import { queueRoutes } from './queues.ts';
import { recordBatchRoutes } from './record-batch.ts';
import { recordRoutes } from './records.ts';
import { runRoutes } from './runs.ts';
import { salesDocumentRoutes } from './sales-documents.ts';
import { sessionRoutes } from './session.ts';
import { settingsRoutes } from './settings.ts';
import { slaRoutes } from './sla.ts';
import { streamRoutes } from './stream.ts';
import { taskRoutes } from './tasks.ts';
import { templateRoutes } from './templates.ts';
import { testSendRoutes } from './test-send.ts';
import { topicRoutes } from './topics.ts';
import { trackingRoutes } from './tracking.ts';
import { twilioRoutes } from './twilio.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';
import { workflowRunRoutes } from './workflow-runs.ts';
import { workflowVersionRoutes } from './workflow-versions.ts';
import { workflowRoutes } from './workflows.ts';

/** Every route of the API but its documentation: a new resource is its file and a line here. */
export function allRoutes(deps: ApiDeps): Route[] {
  return [
    ...sessionRoutes(deps),
    ...meRoutes(deps),
    ...recordRoutes(deps),
    ...recordBatchRoutes(deps),
    ...leadRoutes(deps),
    ...fieldRoutes(deps),
    ...eventRoutes(deps),
    ...documentRoutes(deps),
    ...salesDocumentRoutes(deps),
    ...offerSendingRoutes(deps),
    ...offerLinkRoutes(deps),
    ...peopleRoutes(deps),
    ...keyRoutes(deps),
    ...settingsRoutes(deps),
    ...calendarRoutes(deps),
    ...agendaRoutes(deps),
    ...currencyRoutes(deps),
    ...numberSeriesRoutes(deps),
    ...connectionRoutes(deps),
    ...templateRoutes(deps),
    ...testSendRoutes(deps),
    ...auditRoutes(deps),
    ...streamRoutes(deps),
    ...messageRoutes(deps),
    ...topicRoutes(deps),
    ...queueRoutes(deps),
    ...slaRoutes(deps),
    ...taskRoutes(deps),
    ...consentRoutes(deps),
    ...unsubscribeRoutes(deps),
    ...trackingRoutes(deps),
    ...twilioRoutes(deps),
    ...workflowRoutes(deps),
    ...workflowVersionRoutes(deps),
    ...workflowRunRoutes(deps),
    ...runRoutes(deps),
    ...approvalRoutes(deps),
    ...approvalLinkRoutes(deps),
    ...absenceRoutes(deps),
    ...incidentRoutes(deps),
    ...libraryRoutes(deps),
    ...catalogueRoutes(deps),
    ...hookRoutes(deps),
    ...caseRoutes(deps),
    ...caseReportRoutes(deps),
    ...caseSettingsRoutes(deps),
    ...inboundMailRoutes(deps),
    ...healthRoutes(deps),
  ];
}
