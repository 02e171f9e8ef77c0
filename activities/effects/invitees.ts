import { readInvitations } from '../../crm/meetings/read-invitations.ts';
import { type EffectHandler, failure, value } from '../leg/leg-run.ts';

/** Whom meetings concern. */
export const findInvitees: EffectHandler<'invitees'> = async (calls, { tx }) => {
  const meetings = await readInvitations(
    tx,
    calls.map(({ effect }) => effect.meeting.id),
  );
  return calls.map(({ effect }) => {
    const found = meetings.get(effect.meeting.id);
    return found
      ? value({ users: found.users, addresses: found.addresses, attendees: found.attendees })
      : failure('no-record', 'The reference means no meeting with a time here.');
  });
};
