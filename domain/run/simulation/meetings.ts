import type { JsonObject } from '../../json.ts';
import { attendeesOf, type Invitation, invitationTexts } from '../../meetings/invitation.ts';
import type { EffectAnswers, MessageRequest, RecordKey } from '../../steps/effect.ts';
import type { World } from './world.ts';

/** Whom a meeting concerns, as far as the simulation knows them. */
export function simulateInvitees({ records }: World, { id }: RecordKey): EffectAnswers['invitees'] {
  const meeting = records.get(id);
  const attendees = attendeesOf(meeting?.attendees);
  const owner = typeof meeting?.ownerId === 'string' ? [meeting.ownerId] : [];
  const users = attendees.flatMap((attendee) => (attendee.kind === 'user' ? attendee.id : []));
  const addresses = attendees.flatMap((attendee) => {
    const email = attendee.kind === 'user' ? null : records.get(attendee.id)?.email;
    return typeof email === 'string' && email !== '' ? email : [];
  });
  return { users: [...new Set([...owner, ...users])], addresses, attendees };
}

/** The texts of an invitation to a meeting that the simulation knows, and what they read. */
export function simulatedInvitation(
  { records }: World,
  { meetingId, withdrawn }: NonNullable<MessageRequest['invite']>,
): { readonly texts: ReturnType<typeof invitationTexts>; readonly context: JsonObject } {
  const meeting = records.get(meetingId);
  const fields: JsonObject = meeting ?? {};
  const { title = '', at = '', durationMinutes = 30, place = null, link = null, body = null } = fields;
  const said: Pick<Invitation, 'version' | 'cancelled' | 'withdrawn'> = {
    version: meeting?.version ?? 1,
    cancelled: meeting?.status === 'cancelled',
    ...(withdrawn ? { withdrawn } : {}),
  };
  return {
    texts: invitationTexts(said, null),
    context: { meeting: { title, start: at, minutes: durationMinutes, place, link, description: body } },
  };
}
