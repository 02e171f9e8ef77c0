import {
  IconAlertTriangle,
  IconArchive,
  IconBan,
  IconBroadcast,
  IconCircleCheck,
  IconCircleX,
  IconClick,
  IconClock,
  IconClockPause,
  IconHelpCircle,
  IconHourglass,
  IconLogout,
  IconMailOpened,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconSend,
  IconTarget,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RunState } from '../../domain/run/state.ts';
import type { MessageState } from '../../domain/sending/message-state.ts';
import type { WorkflowState } from '../api/answers.ts';
import { Chip, type Look } from './chip.tsx';

const runLooks: { readonly [S in RunState]: Look } = {
  running: { tone: 'blue', icon: IconPlayerPlay },
  waiting: { tone: 'grey', icon: IconHourglass },
  paused: { tone: 'grey', icon: IconPlayerPause },
  incident: { tone: 'amber', icon: IconAlertTriangle },
  completed: { tone: 'green', icon: IconCircleCheck },
  failed: { tone: 'red', icon: IconCircleX },
  exited: { tone: 'grey', icon: IconLogout },
  goal: { tone: 'green', icon: IconTarget },
  cancelled: { tone: 'grey', icon: IconBan },
};

const messageLooks: { readonly [S in MessageState]: Look } = {
  planned: { tone: 'grey', icon: IconClock },
  deferred: { tone: 'grey', icon: IconClockPause },
  'handing-off': { tone: 'blue', icon: IconSend },
  accepted: { tone: 'green', icon: IconCircleCheck },
  delivered: { tone: 'green', icon: IconCircleCheck },
  opened: { tone: 'green', icon: IconMailOpened },
  clicked: { tone: 'green', icon: IconClick },
  bounced: { tone: 'red', icon: IconAlertTriangle },
  rejected: { tone: 'red', icon: IconCircleX },
  skipped: { tone: 'grey', icon: IconPlayerSkipForward },
  unknown: { tone: 'amber', icon: IconHelpCircle },
};

const workflowLooks: { readonly [S in WorkflowState]: Look } = {
  draft: { tone: 'grey', icon: IconPencil },
  active: { tone: 'green', icon: IconBroadcast },
  paused: { tone: 'amber', icon: IconPlayerPause },
  archived: { tone: 'grey', icon: IconArchive },
};

export function RunStateChip({ state }: { state: RunState }) {
  const { t } = useTranslation();
  return <Chip {...runLooks[state]}>{t(`runState.${state}`)}</Chip>;
}

export function MessageStateChip({ state }: { state: MessageState }) {
  const { t } = useTranslation();
  return <Chip {...messageLooks[state]}>{t(`messageState.${state}`)}</Chip>;
}

export function WorkflowStateChip({ state, version }: { state: WorkflowState; version?: number | null }) {
  const { t } = useTranslation();
  const word = t(`workflowState.${state}`);
  return (
    <Chip {...workflowLooks[state]}>{version ? t('workflow.stateAndVersion', { state: word, version }) : word}</Chip>
  );
}
