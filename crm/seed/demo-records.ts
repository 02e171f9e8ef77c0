import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import type { Change } from '../records/change.ts';
import { writeRecords } from '../records/write.ts';

/** A small company's customers, so that a first look at Cadenza is not a look at empty lists. Nothing is sent to them. */
export async function createDemoRecords(tx: Tx, { ownerId, now }: { ownerId: string; now: Date }): Promise<void> {
  const results = await writeRecords(
    tx,
    { actor: systemActor, cause: [], automations: false, now },
    demoChanges(ownerId, now),
  );
  const refused = results.find((result) => result.kind === 'issues');
  if (refused?.kind === 'issues')
    throw new AppError('internal', { detail: 'The demo records are not valid.', issues: refused.issues });
}

function demoChanges(ownerId: string, now: Date): Change[] {
  const ids = new Map<string, string>();
  const idOf = (name: string) => {
    const id = ids.get(name) ?? newId();
    ids.set(name, id);
    return id;
  };
  const make = (type: RecordTypeKey, name: string, fields: JsonObject): Change => ({
    kind: 'create',
    type,
    id: idOf(name),
    fields: { ownerId, ...fields },
  });
  const days = (count: number) => new Date(now.getTime() + count * 86_400_000).toISOString();
  const day = (count: number) => days(count).slice(0, 10);
  return [
    make('account', 'harbour', {
      name: 'Harbour Coffee',
      industry: 'Food',
      country: 'GB',
      timezone: 'Europe/London',
      employees: 48,
      website: 'https://harbour-coffee.example',
      currency: 'GBP',
      annualRevenue: 420_000_000,
    }),
    make('account', 'lumen', {
      name: 'Lumen Optyka',
      industry: 'Retail',
      country: 'PL',
      timezone: 'Europe/Warsaw',
      employees: 120,
      website: 'https://lumen-optyka.example',
      currency: 'PLN',
    }),
    make('account', 'northwind', {
      name: 'Nordlicht Logistik',
      industry: 'Transport',
      country: 'DE',
      timezone: 'Europe/Berlin',
      employees: 900,
      website: 'https://nordlicht.example',
      currency: 'EUR',
    }),
    make('contact', 'amelia', {
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
    }),
    make('contact', 'pawel', {
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
    }),
    make('contact', 'jonas', {
      firstName: 'Jonas',
      lastName: 'Vogt',
      email: 'jonas.vogt@nordlicht.example',
      accountId: idOf('northwind'),
      title: 'Einkauf',
      country: 'DE',
      language: 'de',
      timezone: 'Europe/Berlin',
      lifecycle: 'mql',
    }),
    make('lead', 'sofia', {
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
    }),
    make('lead', 'tomasz', {
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
    }),
    make('lead', 'grace', {
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
    }),
    make('lead', 'luis', {
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
    }),
    make('product', 'starter', {
      sku: 'CRM-START',
      name: 'Starter plan, a year',
      price: 118_800,
      cost: 20_000,
      currency: 'EUR',
      launchedOn: day(-700),
    }),
    make('product', 'team', {
      sku: 'CRM-TEAM',
      name: 'Team plan, a year',
      price: 478_800,
      cost: 60_000,
      currency: 'EUR',
      launchedOn: day(-400),
    }),
    make('product', 'onboarding', {
      sku: 'SRV-ONB',
      name: 'Onboarding, two days',
      price: 190_000,
      cost: 110_000,
      currency: 'EUR',
    }),
    make('deal', 'harbour-deal', {
      title: 'Harbour Coffee, 12 shops',
      accountId: idOf('harbour'),
      contactId: idOf('amelia'),
      stage: 'negotiation',
      amount: 1_450_000,
      currency: 'GBP',
      probability: 75,
      expectedClose: day(12),
    }),
    make('deal', 'lumen-deal', {
      title: 'Lumen Optyka, pilot',
      accountId: idOf('lumen'),
      contactId: idOf('pawel'),
      stage: 'proposal',
      amount: 620_000,
      currency: 'PLN',
      probability: 50,
      expectedClose: day(30),
    }),
    make('deal', 'nordlicht-deal', {
      title: 'Nordlicht, dispatch team',
      accountId: idOf('northwind'),
      contactId: idOf('jonas'),
      stage: 'new',
      amount: 2_900_000,
      currency: 'EUR',
      probability: 10,
      expectedClose: day(75),
    }),
    make('offer', 'harbour-offer', {
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
    }),
    make('case', 'printer', {
      title: 'Receipt printer prints twice',
      description: 'Since the update on Monday every receipt comes out twice.',
      contactId: idOf('amelia'),
      accountId: idOf('harbour'),
      category: 'hardware',
      priority: 'high',
      status: 'open',
      queue: 'support',
    }),
    make('case', 'invoice-copy', {
      title: 'Copy of the October invoice',
      contactId: idOf('pawel'),
      accountId: idOf('lumen'),
      category: 'billing',
      priority: 'low',
      status: 'waiting-customer',
      queue: 'billing',
    }),
    make('task', 'call-sofia', {
      title: 'Call Sofia about the webinar',
      assigneeId: ownerId,
      relatedType: 'lead',
      relatedId: idOf('sofia'),
      dueAt: days(1),
      priority: 'high',
    }),
    make('task', 'send-draft', {
      title: 'Send the draft contract to Amelia',
      assigneeId: ownerId,
      relatedType: 'deal',
      relatedId: idOf('harbour-deal'),
      dueAt: days(3),
    }),
    make('interaction', 'call', {
      kind: 'call',
      direction: 'out',
      relatedType: 'deal',
      relatedId: idOf('harbour-deal'),
      at: days(-2),
      durationMinutes: 18,
      outcome: 'Wants two onboarding days',
      body: 'Amelia likes the offer; asks for onboarding in January.',
    }),
    make('interaction', 'visit', {
      kind: 'visit',
      direction: 'out',
      relatedType: 'account',
      relatedId: idOf('lumen'),
      at: days(-9),
      durationMinutes: 90,
      outcome: 'Pilot agreed',
    }),
  ];
}
