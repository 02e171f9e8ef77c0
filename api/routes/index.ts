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

/** A new resource is its file and a line here. */
const resources: readonly ((deps: ApiDeps) => Route[])[] = [
  sessionRoutes,
  meRoutes,
  recordRoutes,
  recordBatchRoutes,
  leadRoutes,
  fieldRoutes,
  eventRoutes,
  documentRoutes,
  salesDocumentRoutes,
  offerSendingRoutes,
  offerLinkRoutes,
  peopleRoutes,
  keyRoutes,
  settingsRoutes,
  calendarRoutes,
  agendaRoutes,
  currencyRoutes,
  numberSeriesRoutes,
  connectionRoutes,
  templateRoutes,
  testSendRoutes,
  auditRoutes,
  streamRoutes,
  messageRoutes,
  topicRoutes,
  queueRoutes,
  slaRoutes,
  taskRoutes,
  consentRoutes,
  unsubscribeRoutes,
  trackingRoutes,
  twilioRoutes,
  workflowRoutes,
  workflowVersionRoutes,
  workflowRunRoutes,
  runRoutes,
  approvalRoutes,
  approvalLinkRoutes,
  absenceRoutes,
  incidentRoutes,
  libraryRoutes,
  catalogueRoutes,
  hookRoutes,
  caseRoutes,
  caseReportRoutes,
  caseSettingsRoutes,
  inboundMailRoutes,
  healthRoutes,
];

/** Every route of the API but its documentation. */
export const allRoutes = (deps: ApiDeps): Route[] => resources.flatMap((routesOf) => routesOf(deps));
