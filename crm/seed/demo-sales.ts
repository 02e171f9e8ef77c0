import { type DemoRecord, type DemoValue, day, idOf } from './demo-scene.ts';

const plan = (name: string, description: string, quantity: number, unitPrice: number): DemoValue => ({
  productId: idOf(name),
  description,
  quantity,
  unitPrice,
});

const nordlicht = { accountId: idOf('northwind'), contactId: idOf('jonas'), currency: 'EUR' };
const lumen = { accountId: idOf('lumen'), contactId: idOf('pawel'), currency: 'PLN' };
const harbour = { accountId: idOf('harbour'), contactId: idOf('amelia'), currency: 'GBP' };

const dispatch = [
  plan('team', 'Team plan, a year', 4, 478_800),
  plan('onboarding', 'Onboarding, two days', 2, 190_000),
];
const pilot = [plan('starter', 'Starter plan, a year', 3, 510_000)];
const firstShops = [
  plan('starter', 'Starter plan, a year', 2, 102_000),
  plan('onboarding', 'Onboarding, two days', 1, 165_000),
];

/** Offers as they stand on their way, and what became of them: a record stands after those that it names. */
export const demoSales: readonly DemoRecord[] = [
  {
    type: 'offer',
    name: 'harbour-offer',
    fields: {
      ...harbour,
      title: 'Team plan for 12 shops',
      dealId: idOf('harbour-deal'),
      discountPercent: 10,
      validUntil: day(21),
      lines: [plan('team', 'Team plan, a year', 3, 410_000), plan('onboarding', 'Onboarding, two days', 1, 165_000)],
    },
  },
  {
    type: 'offer',
    name: 'nordlicht-offer',
    fields: {
      ...nordlicht,
      title: 'Dispatch team',
      dealId: idOf('nordlicht-deal'),
      discountPercent: 5,
      validUntil: day(30),
      status: 'approved',
      lines: dispatch,
    },
  },
  {
    type: 'offer',
    name: 'lumen-offer',
    fields: {
      ...lumen,
      title: 'Pilot in three shops',
      dealId: idOf('lumen-deal'),
      validUntil: day(14),
      status: 'sent',
      lines: pilot,
    },
  },
  {
    type: 'offer',
    name: 'harbour-first',
    fields: { ...harbour, title: 'First two shops', validUntil: day(-20), status: 'accepted', lines: firstShops },
  },
  {
    type: 'offer',
    name: 'lumen-old',
    fields: { ...lumen, title: 'Pilot in one shop', validUntil: day(-45), status: 'expired', lines: pilot },
  },
  {
    type: 'order',
    name: 'harbour-order',
    fields: {
      ...harbour,
      title: 'First two shops',
      offerId: idOf('harbour-first'),
      status: 'delivered',
      dueDate: day(-5),
      lines: firstShops,
    },
  },
  {
    type: 'order',
    name: 'nordlicht-order',
    fields: {
      ...nordlicht,
      title: 'Onboarding in advance',
      status: 'open',
      dueDate: day(10),
      lines: [plan('onboarding', 'Onboarding, two days', 1, 190_000)],
    },
  },
  {
    type: 'invoice',
    name: 'harbour-invoice',
    fields: {
      ...harbour,
      title: 'First two shops',
      orderId: idOf('harbour-order'),
      status: 'sent',
      dueDate: day(9),
      lines: firstShops,
    },
  },
  {
    type: 'invoice',
    name: 'lumen-invoice',
    fields: {
      ...lumen,
      title: 'Workshop',
      status: 'overdue',
      dueDate: day(-6),
      lines: [{ description: 'Workshop, half a day', quantity: 1, unitPrice: 240_000 }],
    },
  },
  {
    type: 'invoice',
    name: 'nordlicht-invoice',
    fields: {
      ...nordlicht,
      title: 'Trial month',
      status: 'paid',
      dueDate: day(-30),
      lines: [{ description: 'Trial month', quantity: 1, unitPrice: 39_900 }],
    },
  },
];
