import { useTranslation } from 'react-i18next';
import type { BoardClock } from '../api/clock-answers.ts';
import { useSession } from '../frame/session.tsx';
import { useMay } from '../frame/use-may.ts';
import { RowActions } from '../settings/item-list.tsx';
import { useOwnerChange } from './use-owner-change.ts';

/** Takes a record, or gives it to somebody, from its row. */
export function BoardRowActions({
  clock,
  onReassign,
}: {
  readonly clock: BoardClock;
  readonly onReassign: () => void;
}) {
  const { t } = useTranslation();
  const me = useSession()?.user.id;
  const may = useMay(`${clock.recordType}:update`);
  const { recordType: type, recordId: id, recordVersion: version, ownerId } = clock;
  const change = useOwnerChange({ type, id, version, ownerId });
  if (!may) return null;
  const name = [clock.number, clock.title].filter(Boolean).join(' ');
  const claim = { word: t('cases.claim'), name: t('cases.claimOf', { name }), busy: change.isPending };
  return (
    <RowActions
      actions={[
        ...(ownerId === me || me === undefined ? [] : [{ ...claim, do: () => change.mutate(me) }]),
        { word: t('board.reassign'), name: t('board.reassignOf', { name }), do: onReassign },
      ]}
    />
  );
}
