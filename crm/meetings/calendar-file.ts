import ical, { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Invitation } from '../../domain/meetings/invitation.ts';

/** The part of a mail that calendars read. */
export type CalendarPart = { readonly method: 'REQUEST' | 'CANCEL'; readonly content: string };

/**
 * An invitation, its change or its end as iCalendar (RFC 5545, RFC 5546): always the same UID, and a SEQUENCE that rises with every
 * change of the meeting. Times are UTC: each calendar shows them in its own zone.
 */
export function calendarPart(invitation: Invitation, now: Date): CalendarPart {
  const {
    meetingId,
    version,
    cancelled,
    withdrawn = false,
    title,
    place,
    link,
    description,
    organizer,
    attendees,
  } = invitation;
  const method = cancelled || withdrawn ? 'CANCEL' : 'REQUEST';
  const start = new Date(invitation.start);
  const calendar = ical({
    prodId: { company: 'Cadenza', product: 'Cadenza', language: 'EN' },
    method: ICalCalendarMethod[method],
  });
  const event = calendar.createEvent({
    id: meetingId,
    sequence: version - 1,
    stamp: now,
    start,
    end: new Date(start.getTime() + invitation.minutes * 60_000),
    summary: title,
    // Who alone is taken out gets a CANCEL without it: the meeting takes place.
    ...(withdrawn && !cancelled ? {} : { status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED }),
    ...(place === null ? {} : { location: place }),
    ...(description === null ? {} : { description }),
    ...(link === null ? {} : { url: link }),
    ...(organizer === null ? {} : { organizer }),
  });
  for (const { name, email } of attendees) {
    const holds = email === organizer?.email;
    event.createAttendee({
      name,
      email,
      rsvp: !holds && method === 'REQUEST',
      role: holds ? ICalAttendeeRole.CHAIR : ICalAttendeeRole.REQ,
      status: holds ? ICalAttendeeStatus.ACCEPTED : ICalAttendeeStatus.NEEDSACTION,
    });
  }
  return { method, content: calendar.toString() };
}
