import { newId } from '../ids.ts';
import type { RenderItem } from '../templates/render-item.ts';
import type { Planned, PlanningDeps } from './plan.ts';
import type { NewMessage } from './reserve.ts';
import type { SendRequest } from './send-request.ts';

/** Notifications of users in the app, one user a request: accepted at once, for nothing leaves the house. */
export async function planNotifications(
  requests: readonly SendRequest[],
  { renderer }: Pick<PlanningDeps, 'renderer'>,
): Promise<[SendRequest, Planned][]> {
  if (requests.length === 0) return [];
  const results = await renderer.renderMany(requests.map(itemOf));
  return requests.map((request, n) => {
    const result = results[n];
    const [user] = request.message.users ?? [];
    if (user === undefined) return [request, failed('no-user', 'There is no user to notify.')];
    if (!result?.ok)
      return [request, failed(result?.code ?? 'internal', result?.message ?? 'The text was not rendered.')];
    const row = notification(request, { user, subject: result.parts.subject ?? null, body: result.parts.text ?? '' });
    const answer = { outcome: 'accepted' as const, messageIds: [row.id] };
    return [request, { plan: { kind: 'answered', messageId: row.id, answer }, rows: [row] }];
  });
}

function itemOf({ message, context }: SendRequest, n: number): RenderItem {
  const { subject, body = '', missing } = message;
  return {
    key: String(n),
    parts: {
      ...(subject === undefined ? {} : { subject: { template: subject, mode: 'header' as const } }),
      text: { template: body, mode: 'text' },
    },
    context,
    policy: missing ?? 'block',
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
