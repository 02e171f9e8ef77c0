import { type Assignment, chooseAssignee, type Wanted } from '../../assignment/choose.ts';
import { type AssignAnswer, type AssignRequest, toldAs } from '../../assignment/request.ts';
import type { RecordKey } from '../../steps/effect.ts';
import type { World } from './world.ts';

/** Chooses who takes a record. */
export function assign(
  world: World,
  request: AssignRequest,
  record: RecordKey,
  people: readonly string[],
): AssignAnswer {
  const { strategy, skills, territory, onShiftOnly, sameAccount } = request;
  const accountId = world.records.get(record.id)?.accountId;
  const owner = typeof accountId === 'string' ? world.records.get(accountId)?.ownerId : undefined;
  const preferred = sameAccount && typeof owner === 'string' ? owner : null;
  const chosen = chooseAmong(world, people, { strategy, skills, territory, onShiftOnly, preferred });
  return { ...toldAs(chosen, request), record, alert: [] };
}

/** Chooses among people of whom nothing is known but their turns in this simulation: whoever is meant can take it. */
export function chooseAmong(world: World, people: readonly string[], wanted: Wanted): Assignment {
  const { skills, territory } = wanted;
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
  const chosen = chooseAssignee(candidates, wanted);
  if (chosen.userId !== null) world.turns.set(chosen.userId, Math.max(0, ...world.turns.values()) + 1);
  return chosen;
}
