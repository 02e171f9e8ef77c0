import type { Json, JsonObject } from '../json.ts';
import { isUuid } from '../records/uuid.ts';

/** Somebody who is to come to a meeting, as the record keeps them: a user, or a person of the CRM. */
export type Attendee = { readonly kind: 'user' | 'lead' | 'contact'; readonly id: string };

/** A mailbox of a meeting. */
export type MeetingPerson = { readonly name: string; readonly email: string };

/** What an invitation says: the meeting as it is when it is sent. */
export type Invitation = {
  readonly meetingId: string;
  /** Of the record: one more with every change, so that calendars know which word is the newer. */
  readonly version: number;
  readonly cancelled: boolean;
  /** The meeting takes place, but without the reader. */
  readonly withdrawn?: true;
  readonly title: string;
  /** ISO, UTC. */
  readonly start: string;
  readonly minutes: number;
  readonly place: string | null;
  readonly link: string | null;
  readonly description: string | null;
  readonly organizer: MeetingPerson | null;
  /** All of them, also those who get a mail of their own. */
  readonly attendees: readonly MeetingPerson[];
};

/** Attendees as a record holds them; what is none is left out, and nobody is there twice. */
export function attendeesOf(value: Json | undefined): readonly Attendee[] {
  const items = Array.isArray(value) ? value.flatMap(attendeeOf) : [];
  return items.filter(({ id }, index) => items.findIndex((item) => item.id === id) === index);
}

const isObject = (item: Json): item is JsonObject => item !== null && typeof item === 'object' && !Array.isArray(item);

function attendeeOf(item: Json): Attendee[] {
  if (!isObject(item)) return [];
  const { kind, id } = item;
  return (kind === 'user' || kind === 'lead' || kind === 'contact') && isUuid(id) ? [{ kind, id }] : [];
}

/** Words before the title, by language; English where there is no other. The first word is the title alone. */
const prefixes: Readonly<Record<string, { readonly changed: string; readonly cancelled: string }>> = {
  en: { changed: 'Changed: ', cancelled: 'Cancelled: ' },
  pl: { changed: 'Zmiana: ', cancelled: 'Odwołane: ' },
};

/** Subject and text of an invitation as templates over `meeting`; `language` is the BCP 47 tag of the reader. */
export function invitationTexts(
  { version, cancelled, withdrawn }: Pick<Invitation, 'version' | 'cancelled' | 'withdrawn'>,
  language: string | null,
): { readonly subject: string; readonly html: string } {
  const words = prefixes[language?.slice(0, 2).toLowerCase() ?? ''] ?? prefixes.en;
  const prefix = cancelled || withdrawn ? words?.cancelled : version > 1 ? words?.changed : '';
  return { subject: `${prefix ?? ''}{{meeting.title}}`, html };
}

const html = `<p><strong>{{meeting.title}}</strong></p>
<p>{{date meeting.start "cccc, d MMMM yyyy, HH:mm (z)"}}, {{meeting.minutes}} min</p>
{{#if meeting.place}}<p>{{meeting.place}}</p>{{/if}}
{{#if meeting.link}}<p><a href="{{meeting.link}}">{{meeting.link}}</a></p>{{/if}}
{{#if meeting.description}}<p>{{meeting.description}}</p>{{/if}}`;
