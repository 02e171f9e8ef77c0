import type { Json } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';

/** What is known when the demo records are made. */
export type Scene = {
  readonly now: Date;
  readonly ownerId: string;
  /** Ids of demo records by their names. */
  readonly idOf: (name: string) => string;
};

/** A value, or how it is told at the time; also inside lists and objects. */
export type DemoValue =
  | Exclude<Json, object>
  | ((scene: Scene) => Json)
  | readonly DemoValue[]
  | { readonly [key: string]: DemoValue };

export type DemoRecord = {
  readonly type: RecordTypeKey;
  /** How other demo records call it. */
  readonly name: string;
  readonly fields: { readonly [key: string]: DemoValue };
};

const idOf = (name: string) => (scene: Scene) => scene.idOf(name);
const owner = ({ ownerId }: Scene) => ownerId;
/** So many days from the making. */
const instant =
  (days: number) =>
  ({ now }: Scene) =>
    new Date(now.getTime() + days * 86_400_000).toISOString();
const day = (days: number) => (scene: Scene) => instant(days)(scene).slice(0, 10);

/** A small company's customers; a record stands after those that it names. */
export const demoTable: readonly DemoRecord[] = [
  {
    type: 'account',
    name: 'harbour',
    fields: {
      name: 'Harbour Coffee',
      industry: 'Food',
      country: 'GB',
      timezone: 'Europe/London',
      employees: 48,
      website: 'https://harbour-coffee.example',
      currency: 'GBP',
      annualRevenue: 420_000_000,
    },
  },
  {
    type: 'account',
    name: 'lumen',
    fields: {
      name: 'Lumen Optyka',
      industry: 'Retail',
      country: 'PL',
      timezone: 'Europe/Warsaw',
      employees: 120,
      website: 'https://lumen-optyka.example',
      currency: 'PLN',
    },
  },
  {
    type: 'account',
    name: 'northwind',
    fields: {
      name: 'Nordlicht Logistik',
      industry: 'Transport',
      country: 'DE',
      timezone: 'Europe/Berlin',
      employees: 900,
      website: 'https://nordlicht.example',
      currency: 'EUR',
    },
  },
  {
    type: 'contact',
    name: 'amelia',
    fields: {
      firstName: 'Amelia',
      lastName: 'Hart',
      email: 'amelia.hart@harbour-coffee.example',
      phone: '+442079460018',
      accountId: idOf('harbour'),
      title: 'Head of Operations',
      country: 'GB',
      language: 'en',
      timezone: 'Europe/London',
      lifecycle: 'customer',
    },
  },
  {
    type: 'contact',
    name: 'pawel',
    fields: {
      firstName: 'Paweł',
      lastName: 'Zieliński',
      email: 'pawel.zielinski@lumen-optyka.example',
      phone: '+48225550142',
      accountId: idOf('lumen'),
      title: 'Dyrektor sprzedaży',
      country: 'PL',
      language: 'pl',
      timezone: 'Europe/Warsaw',
      lifecycle: 'prospect',
    },
  },
  {
    type: 'contact',
    name: 'jonas',
    fields: {
      firstName: 'Jonas',
      lastName: 'Vogt',
      email: 'jonas.vogt@nordlicht.example',
      accountId: idOf('northwind'),
      title: 'Einkauf',
      country: 'DE',
      language: 'de',
      timezone: 'Europe/Berlin',
      lifecycle: 'mql',
    },
  },
  {
    type: 'lead',
    name: 'sofia',
    fields: {
      firstName: 'Sofia',
      lastName: 'Marques',
      email: 'sofia.marques@atlantico.example',
      company: 'Atlântico Surf',
      source: 'webinar',
      status: 'hot',
      score: 62,
      country: 'PT',
      language: 'pt',
      timezone: 'Europe/Lisbon',
    },
  },
  {
    type: 'lead',
    name: 'tomasz',
    fields: {
      firstName: 'Tomasz',
      lastName: 'Wójcik',
      email: 'tomasz.wojcik@kuznia.example',
      phone: '+48325550177',
      company: 'Kuźnia Smaku',
      source: 'web',
      status: 'new',
      score: 12,
      country: 'PL',
      language: 'pl',
      timezone: 'Europe/Warsaw',
    },
  },
  {
    type: 'lead',
    name: 'grace',
    fields: {
      firstName: 'Grace',
      lastName: 'Okafor',
      email: 'grace.okafor@brightside.example',
      company: 'Brightside Dental',
      source: 'referral',
      status: 'qualified',
      score: 80,
      country: 'GB',
      language: 'en',
      timezone: 'Europe/London',
    },
  },
  {
    type: 'lead',
    name: 'luis',
    fields: {
      firstName: 'Luis',
      lastName: 'Ortega',
      email: 'luis.ortega@vistabella.example',
      company: 'Vista Bella',
      source: 'web',
      status: 'cold',
      score: 3,
      country: 'ES',
      language: 'es',
      timezone: 'Europe/Madrid',
    },
  },
  {
    type: 'product',
    name: 'starter',
    fields: {
      sku: 'CRM-START',
      name: 'Starter plan, a year',
      price: 118_800,
      cost: 20_000,
      currency: 'EUR',
      launchedOn: day(-700),
    },
  },
  {
    type: 'product',
    name: 'team',
    fields: {
      sku: 'CRM-TEAM',
      name: 'Team plan, a year',
      price: 478_800,
      cost: 60_000,
      currency: 'EUR',
      launchedOn: day(-400),
    },
  },
  {
    type: 'product',
    name: 'onboarding',
    fields: {
      sku: 'SRV-ONB',
      name: 'Onboarding, two days',
      price: 190_000,
      cost: 110_000,
      currency: 'EUR',
    },
  },
  {
    type: 'deal',
    name: 'harbour-deal',
    fields: {
      title: 'Harbour Coffee, 12 shops',
      accountId: idOf('harbour'),
      contactId: idOf('amelia'),
      stage: 'negotiation',
      amount: 1_450_000,
      currency: 'GBP',
      probability: 75,
      expectedClose: day(12),
    },
  },
  {
    type: 'deal',
    name: 'lumen-deal',
    fields: {
      title: 'Lumen Optyka, pilot',
      accountId: idOf('lumen'),
      contactId: idOf('pawel'),
      stage: 'proposal',
      amount: 620_000,
      currency: 'PLN',
      probability: 50,
      expectedClose: day(30),
    },
  },
  {
    type: 'deal',
    name: 'nordlicht-deal',
    fields: {
      title: 'Nordlicht, dispatch team',
      accountId: idOf('northwind'),
      contactId: idOf('jonas'),
      stage: 'new',
      amount: 2_900_000,
      currency: 'EUR',
      probability: 10,
      expectedClose: day(75),
    },
  },
  {
    type: 'offer',
    name: 'harbour-offer',
    fields: {
      title: 'Team plan for 12 shops',
      dealId: idOf('harbour-deal'),
      accountId: idOf('harbour'),
      contactId: idOf('amelia'),
      currency: 'GBP',
      discountPercent: 10,
      validUntil: day(21),
      lines: [
        { productId: idOf('team'), description: 'Team plan, a year', quantity: 3, unitPrice: 410_000 },
        { productId: idOf('onboarding'), description: 'Onboarding, two days', quantity: 1, unitPrice: 165_000 },
      ],
    },
  },
  {
    type: 'case',
    name: 'printer',
    fields: {
      title: 'Receipt printer prints twice',
      description: 'Since the update on Monday every receipt comes out twice.',
      contactId: idOf('amelia'),
      accountId: idOf('harbour'),
      category: 'hardware',
      priority: 'high',
      status: 'open',
      queue: 'support',
    },
  },
  {
    type: 'case',
    name: 'invoice-copy',
    fields: {
      title: 'Copy of the October invoice',
      contactId: idOf('pawel'),
      accountId: idOf('lumen'),
      category: 'billing',
      priority: 'low',
      status: 'waiting-customer',
      queue: 'billing',
    },
  },
  {
    type: 'task',
    name: 'call-sofia',
    fields: {
      title: 'Call Sofia about the webinar',
      assigneeId: owner,
      relatedType: 'lead',
      relatedId: idOf('sofia'),
      dueAt: instant(1),
      priority: 'high',
    },
  },
  {
    type: 'task',
    name: 'send-draft',
    fields: {
      title: 'Send the draft contract to Amelia',
      assigneeId: owner,
      relatedType: 'deal',
      relatedId: idOf('harbour-deal'),
      dueAt: instant(3),
    },
  },
  {
    type: 'interaction',
    name: 'call',
    fields: {
      kind: 'call',
      direction: 'out',
      relatedType: 'deal',
      relatedId: idOf('harbour-deal'),
      at: instant(-2),
      durationMinutes: 18,
      outcome: 'Wants two onboarding days',
      body: 'Amelia likes the offer; asks for onboarding in January.',
    },
  },
  {
    type: 'interaction',
    name: 'visit',
    fields: {
      kind: 'visit',
      direction: 'out',
      relatedType: 'account',
      relatedId: idOf('lumen'),
      at: instant(-9),
      durationMinutes: 90,
      outcome: 'Pilot agreed',
    },
  },
];
