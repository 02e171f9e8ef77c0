import type { UserRef } from './effect.ts';

/** A reference to users in English, for sentences: "the owner", "manager of the owner, team sales". */
export function usersText(refs: UserRef | readonly UserRef[]): string {
  return isList(refs) ? refs.map(userText).join(', ') : userText(refs);
}

function userText(ref: UserRef): string {
  if (ref.field !== undefined) return `the ${String(ref.field)}`;
  if (ref.manager !== undefined) return `manager of ${isRef(ref.of) ? userText(ref.of) : 'the owner'}`;
  const [kind, name] = Object.entries(ref)[0] ?? ['user', ''];
  const words: Readonly<Record<string, string>> = {
    teamLead: 'lead of team',
    user: 'user',
    role: 'role',
    team: 'team',
    queue: 'queue',
  };
  return `${words[kind] ?? kind} ${String(name)}`;
}

const isList = (refs: UserRef | readonly UserRef[]): refs is readonly UserRef[] => Array.isArray(refs);
const isRef = (value: unknown): value is UserRef =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
