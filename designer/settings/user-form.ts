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
export function bodyOfUser({
  password,
  teamId,
  managerId,
  zone,
  calendarKey,
  ...draft
}: UserDraft): Readonly<Record<string, unknown>> {
  return {
    name: draft.name.trim(),
    email: draft.email.trim(),
    roles: draft.roles,
    teamId: teamId || null,
    managerId: managerId || null,
    zone: zone.trim() || null,
    calendarKey: calendarKey || null,
    ...(password === '' ? {} : { password }),
  };
}
