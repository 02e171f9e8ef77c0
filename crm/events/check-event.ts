import type { ErrorCode, Issue } from '../../domain/errors.ts';
import { systemEventPrefix } from '../../domain/events/event-name.ts';
import { jsonPointer } from '../../domain/json-pointer.ts';
import { isEmailAddress, utcTime } from '../../domain/records/field-schema.ts';
import { isRecordType } from '../../domain/records/record-types.ts';
import { findUnkeepable } from '../../domain/records/stored-text.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import { type Actor, reachOf } from '../actor.ts';
import type { IncomingEvent } from './incoming-event.ts';

/** Properties larger than this many characters of JSON are refused. */
const mostProperties = 65_536;
/** Clocks of other machines may be ahead a little. */
const mostAheadMs = 24 * 3_600_000;

/** An event's name: words of letters and digits, joined by points, dashes or underscores. */
const namePattern = /^[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)*$/;

export type EventProblem = { readonly code: ErrorCode; readonly issues: readonly Issue[] };

/** What is wrong with a reported event by itself; null when nothing is. */
export function checkEvent(event: IncomingEvent, { actor, now }: { actor: Actor; now: Date }): EventProblem | null {
  const issues = [
    ...nameIssues(event.type),
    ...timeIssues(event.at, now),
    ...subjectIssues(event),
    ...propertyIssues(event),
  ];
  if (issues.length > 0) return { code: 'invalid', issues };
  const reserved = systemEventPrefix(event.type);
  if (reserved === undefined || reachOf(actor, 'event:report-system') !== null) return null;
  return {
    code: 'forbidden',
    issues: [
      issue(
        'forbidden',
        'type',
        `Names that begin with "${reserved}" belong to the system; your role may not report them.`,
      ),
    ],
  };
}

function nameIssues(type: string): Issue[] {
  if (type.length <= 100 && namePattern.test(type)) return [];
  return [
    issue(
      'wrong-format',
      'type',
      'A type is up to 100 characters of letters and digits, words joined by ".", "-" or "_", like page.viewed.',
    ),
  ];
}

function timeIssues(at: string | undefined, now: Date): Issue[] {
  if (at === undefined) return [];
  const time = utcTime(at);
  if (time === undefined) return [issue('invalid-time', 'at', 'A time must look like 2026-01-31T09:00:00Z.')];
  const ahead = Date.parse(time) - now.getTime() > mostAheadMs;
  return ahead ? [issue('in-the-future', 'at', 'An event cannot lie more than a day in the future.')] : [];
}

function subjectIssues({ email, contactId, recordType, recordId, id }: IncomingEvent): Issue[] {
  const issues: Issue[] = [];
  if (email !== undefined && !isEmailAddress(email.trim().toLowerCase())) {
    issues.push(issue('invalid-email', 'email', 'This is no e-mail address like ann@example.com.'));
  }
  if (contactId !== undefined && !isUuid(contactId))
    issues.push(issue('wrong-format', 'contactId', 'This is no id of a contact.'));
  if (recordType !== undefined && !isRecordType(recordType))
    issues.push(issue('not-in-list', 'recordType', 'There is no such record type.'));
  if (recordId !== undefined && !isUuid(recordId))
    issues.push(issue('wrong-format', 'recordId', 'This is no id of a record.'));
  if ((recordId === undefined) !== (recordType === undefined)) {
    issues.push(
      issue('required', recordId === undefined ? 'recordId' : 'recordType', 'recordType and recordId go together.'),
    );
  }
  if (id !== undefined && (id === '' || id.length > 200))
    issues.push(issue('wrong-format', 'id', 'An id has 1 to 200 characters.'));
  return issues;
}

function propertyIssues({ properties = {}, id }: IncomingEvent): Issue[] {
  const found = findUnkeepable({ ...(id === undefined ? {} : { id }), properties });
  if (found)
    return [
      issue(
        found.code,
        found.path,
        'This cannot be stored: a character that no database holds, a hostile key, or nesting without end.',
      ),
    ];
  if (JSON.stringify(properties).length <= mostProperties) return [];
  return [issue('too-large', 'properties', `Properties may have at most ${mostProperties} characters of JSON.`)];
}

function issue(code: string, path: string | readonly PropertyKey[], message: string): Issue {
  return { severity: 'error', code, path: jsonPointer(typeof path === 'string' ? [path] : path), message };
}
