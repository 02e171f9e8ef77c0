import { newId } from '../ids.ts';
import type { Planned, PlanningDeps } from './plan.ts';
import type { RenderRequest } from './render-port.ts';
import type { NewMessage } from './reserve.ts';
import type { SendRequest } from './send-request.ts';

/** Notifications of users in the app, one user a request: accepted at once, for nothing leaves the house. */
export async function planNotifications(
  requests: readonly SendRequest[],
  { render }: Pick<PlanningDeps, 'render'>,
): Promise<[SendRequest, Planned][]> {
  if (requests.length === 0) return [];
  const results = await render(requests.map(textsOf));
  return requests.map((request, n) => {
    const result = results[n];
    const [user] = request.message.users ?? [];
    if (user === undefined) return [request, failed('no-user', 'There is no user to notify.')];
    if (result?.kind !== 'rendered') {
      const code = result?.kind === 'failed' ? result.code : 'missing-value';
      return [request, failed(code, result?.message ?? 'The text was not rendered.')];
    }
    const row = notification(request, { user, subject: result.subject, body: result.text });
    const answer = { outcome: 'accepted' as const, messageIds: [row.id] };
    return [request, { plan: { kind: 'answered', messageId: row.id, answer }, rows: [row] }];
  });
}

function textsOf({ message, context }: SendRequest): RenderRequest {
  const { subject, body, missing } = message;
  return {
    texts: { ...(subject === undefined ? {} : { subject }), text: body ?? '' },
    context,
    missing: missing ?? 'block',
    language: null,
    zone: null,
  };
}

function notification(
  { key, subject: record, workflowKey, fence }: SendRequest,
  { user, subject, body }: { user: string; subject: string | null; body: string },
): NewMessage {
  return {
    ...key,
    id: newId(),
    channel: 'app',
    state: 'accepted',
    to: user,
    attempt: 1,
    subject,
    body,
    recordType: record.type,
    recordId: record.id,
    workflowKey,
    fence,
    provider: 'app',
  };
}

function failed(code: string, message: string): Planned {
  return { plan: { kind: 'failed', code, message }, rows: [] };
}
