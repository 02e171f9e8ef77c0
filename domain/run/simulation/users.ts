import type { UserRef } from '../../steps/effect.ts';
import type { World } from './world.ts';

/** Users of a reference. Where nobody says who it means, somebody made up stands for each. */
export function usersOf({ input, records, subject }: World, ref: UserRef): readonly string[] {
  if (typeof ref.user === 'string') return [ref.user];
  if (typeof ref.field === 'string') {
    const record = records.get(subject.id);
    const id = ref.field === 'owner' ? record?.ownerId : (record?.[ref.field] ?? record?.[`${ref.field}Id`]);
    return typeof id === 'string' ? [id] : [];
  }
  return (
    input.usersOf?.(ref) ?? [
      `00000000-0000-7000-9000-${Object.keys(ref).join('').length.toString(16).padStart(12, '0')}`,
    ]
  );
}
