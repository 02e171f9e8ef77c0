import { chooseAssignee } from '../../assignment/choose.ts';
import type { AssignAnswer, AssignRequest } from '../../assignment/request.ts';
import type { RecordKey } from '../../steps/effect.ts';
import type { World } from './world.ts';

/** Chooses among people of whom nothing is known but their turns in this simulation: whoever is meant can take it. */
export function assign(
  world: World,
  { strategy, skills, territory, onShiftOnly, sameAccount }: AssignRequest,
  record: RecordKey,
  people: readonly string[],
): AssignAnswer {
  const candidates = people.map((userId) => ({
    userId,
    active: true,
    absent: false,
    onShift: true,
    open: 0,
    capacity: null,
    skills,
    territories: territory === null ? [] : [territory],
    turn: world.turns.get(userId) ?? 0,
  }));
  const accountId = world.records.get(record.id)?.accountId;
  const owner = typeof accountId === 'string' ? world.records.get(accountId)?.ownerId : undefined;
  const preferred = sameAccount && typeof owner === 'string' ? owner : null;
  const chosen = chooseAssignee(candidates, { strategy, skills, territory, onShiftOnly, preferred });
  if (chosen.userId !== null) world.turns.set(chosen.userId, Math.max(0, ...world.turns.values()) + 1);
  return { ...chosen, record, alert: [] };
}
