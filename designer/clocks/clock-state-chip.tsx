import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconFlame,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ClockState } from '../api/clock-answers.ts';
import { Chip, type Look } from '../elements/chip.tsx';

/** How each state of a clock looks, wherever it is shown. */
export const clockLooks: { readonly [S in ClockState]: Look } = {
  breached: { tone: 'red', icon: IconFlame },
  'at-risk': { tone: 'amber', icon: IconAlertTriangle },
  running: { tone: 'blue', icon: IconPlayerPlay },
  paused: { tone: 'grey', icon: IconPlayerPause },
  met: { tone: 'green', icon: IconCircleCheck },
  missed: { tone: 'red', icon: IconCircleX },
  cancelled: { tone: 'grey', icon: IconBan },
};

export function ClockStateChip({ state }: { readonly state: ClockState }) {
  const { t } = useTranslation();
  return <Chip {...clockLooks[state]}>{t(`clockState.${state}`)}</Chip>;
}
