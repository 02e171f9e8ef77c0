import { isZone } from '../../domain/time/zone.ts';
import type { User } from '../api/answers.ts';

/** What stands in the dialog of a user, as typed. */
export type UserDraft = {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly roles: readonly string[];
  readonly teamId: string;
  readonly managerId: string;
  readonly zone: string;
  readonly calendarKey: string;
};

export function draftOfUser(user: User | null): UserDraft {
  return {
    name: user?.name ?? '',
    email: user?.email ?? '',
    password: '',
    roles: user?.roles ?? ['viewer'],
    teamId: user?.teamId ?? '',
    managerId: user?.managerId ?? '',
    zone: user?.zone ?? '',
    calendarKey: user?.calendarKey ?? '',
  };
}

/** The body of the request: what is empty is none, and an empty password is not named. */
export function bodyOfUser(draft: UserDraft): Readonly<Record<string, unknown>> {
  return {
    name: draft.name.trim(),
    email: draft.email.trim(),
    roles: draft.roles,
    managerId: draft.managerId || null,
    ...timeOfUser(draft),
    ...(draft.password === '' ? {} : { password: draft.password }),
  };
}

/** The part of it by which their working time is counted. */
export function timeOfUser({ teamId, zone, calendarKey }: UserDraft) {
  return { teamId: teamId || null, zone: zone.trim() || null, calendarKey: calendarKey || null };
}

/** Whether their working time is another one than is stored, and one that can be. */
export function hasOtherTime(draft: UserDraft, user: User): boolean {
  const time = timeOfUser(draft);
  if (time.zone !== null && !isZone(time.zone)) return false;
  return JSON.stringify(time) !== JSON.stringify(timeOfUser(draftOfUser(user)));
}
