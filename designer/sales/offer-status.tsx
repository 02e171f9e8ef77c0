import {
  IconArrowsExchange,
  IconCircleCheck,
  IconCircleX,
  IconClockX,
  IconEye,
  IconHourglass,
  IconPencil,
  IconSend,
  IconUserCheck,
} from '@tabler/icons-react';
import { Chip, type Look } from '../elements/chip.tsx';
import { useWords } from '../i18n/words.ts';

const looks: Readonly<Record<string, Look>> = {
  draft: { tone: 'grey', icon: IconPencil },
  'in-review': { tone: 'amber', icon: IconHourglass },
  approved: { tone: 'green', icon: IconUserCheck },
  rejected: { tone: 'red', icon: IconCircleX },
  sent: { tone: 'blue', icon: IconSend },
  viewed: { tone: 'blue', icon: IconEye },
  accepted: { tone: 'green', icon: IconCircleCheck },
  declined: { tone: 'red', icon: IconCircleX },
  expired: { tone: 'grey', icon: IconClockX },
  superseded: { tone: 'grey', icon: IconArrowsExchange },
};

/** The status of an offer by icon and word. */
export function OfferStatusChip({ status }: { status: string }) {
  const words = useWords();
  return <Chip {...looks[status]}>{words.choice(status)}</Chip>;
}
