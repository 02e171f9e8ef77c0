import { Button } from '@mantine/core';
import { IconHandGrab, IconStairsUp, IconStar, IconUsersGroup } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import { PriorityChip, useQueueName } from '../clocks/board-columns.tsx';
import { useOwnerChange } from '../clocks/use-owner-change.ts';
import { Box } from '../elements/box.tsx';
import { Chip } from '../elements/chip.tsx';
import { useSession } from '../frame/session.tsx';
import { useMay } from '../frame/use-may.ts';

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

/** What counts of a case at a glance: how urgent, how far escalated, where it waits. */
export function CaseChips({ record }: { readonly record: RecordJson }) {
  const { t } = useTranslation();
  const queueName = useQueueName();
  const level = typeof record.escalationLevel === 'number' ? record.escalationLevel : 0;
  const [priority, queue] = [text(record.priority), text(record.queue)];
  return (
    <>
      {priority ? <PriorityChip priority={priority} /> : null}
      {level > 0 ? (
        <Chip tone="amber" icon={IconStairsUp}>
          {t('cases.level', { level })}
        </Chip>
      ) : null}
      {queue ? <Chip icon={IconUsersGroup}>{queueName(queue)}</Chip> : null}
    </>
  );
}

/** Takes a case that is somebody else's or nobody's. */
export function ClaimCase({ record }: { readonly record: RecordJson }) {
  const { t } = useTranslation();
  const me = useSession()?.user.id;
  const may = useMay('case:update');
  const { id, version } = record;
  const ownerId = text(record.ownerId);
  const change = useOwnerChange({ type: 'case', id, version, ownerId });
  if (!may || me === undefined || record.ownerId === me) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconHandGrab size={16} stroke={1.5} aria-hidden />}
      loading={change.isPending}
      onClick={() => change.mutate(me)}
    >
      {t('cases.claim')}
    </Button>
  );
}

/** What the customer said of how the case was dealt with. */
export function CaseRating({ record }: { readonly record: RecordJson }) {
  const { t } = useTranslation();
  const { satisfaction: score } = record;
  if (typeof score !== 'number') return null;
  const comment = text(record.satisfactionComment);
  return (
    <Box title={t('cases.rating')}>
      <Chip tone={score >= 4 ? 'green' : score <= 2 ? 'red' : 'amber'} icon={IconStar}>
        {t('cases.ratingOf', { score })}
      </Chip>
      {comment ? <p className="thread-text">{comment}</p> : null}
    </Box>
  );
}
