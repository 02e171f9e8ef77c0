import {
  type Icon,
  IconAddressBook,
  IconBox,
  IconBuilding,
  IconCheckbox,
  IconCoin,
  IconFileInvoice,
  IconFileText,
  IconLifebuoy,
  IconMessages,
  IconShoppingCart,
  IconUserPlus,
} from '@tabler/icons-react';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';

export const recordIcons: { readonly [T in RecordTypeKey]: Icon } = {
  lead: IconUserPlus,
  contact: IconAddressBook,
  account: IconBuilding,
  deal: IconCoin,
  product: IconBox,
  offer: IconFileText,
  order: IconShoppingCart,
  invoice: IconFileInvoice,
  case: IconLifebuoy,
  task: IconCheckbox,
  interaction: IconMessages,
};

export function RecordIcon({ type, size = 18 }: { type: RecordTypeKey; size?: number }) {
  const Picture = recordIcons[type];
  return <Picture size={size} stroke={1.5} aria-hidden />;
}
