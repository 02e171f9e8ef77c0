import { definitionLimits } from './definition/limits.ts';
import { definitionSchema } from './definition/schema.ts';
import { type SettingsSchema, schemaOf } from './definition/settings-schema.ts';
import type { JsonObject } from './json.ts';
import type { OperatorInfo } from './logic/operator-info.ts';
import { type OperatorKey, operatorInfo, operators } from './logic/operators.ts';
import type { Field, Relation } from './records/field.ts';
import { type RecordTypeKey, recordTypeKeys, recordTypes } from './records/record-types.ts';
import { simulatedEventSchema } from './run/simulation/simulation.ts';
import { stepTypes } from './steps/registry.ts';
import { errorOutlet, type Outlet, type StepGroup, type StepType } from './steps/step-type.ts';
import { helpers } from './templates/template-helpers.ts';
import { triggerTypes } from './triggers/registry.ts';

export type CatalogueStep = {
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly group: StepGroup;
  readonly icon: string;
  readonly help: string;
  readonly config: SettingsSchema;
  /** Settings that a new step begins with. */
  readonly initial: JsonObject;
  /** Outlets that do not depend on the settings; steps with branches have one for each as well. */
  readonly outlets: readonly Outlet[];
  readonly effect: boolean;
};

export type Catalogue = {
  readonly format: 1;
  readonly limits: typeof definitionLimits;
  readonly definition: SettingsSchema;
  readonly steps: readonly CatalogueStep[];
  readonly triggers: readonly {
    readonly type: string;
    readonly title: string;
    readonly icon: string;
    readonly help: string;
    readonly config: SettingsSchema;
  }[];
  readonly operators: readonly (OperatorInfo & { readonly key: string })[];
  readonly recordTypes: readonly {
    readonly key: RecordTypeKey;
    readonly label: string;
    readonly plural: string;
    readonly icon: string;
    readonly fields: readonly Field[];
    readonly relations: readonly Relation[];
  }[];
  readonly helpers: readonly {
    readonly key: string;
    readonly kind: string;
    readonly arguments: readonly string[];
    readonly doc: string;
  }[];
  readonly durations: readonly { readonly form: string; readonly example: unknown; readonly help: string }[];
  readonly calendars: readonly { readonly key: string; readonly name: string }[];
  readonly topics: readonly { readonly key: string; readonly name: string; readonly mode: string }[];
  readonly simulatedEvent: SettingsSchema;
};

/** What the catalogue holds that people can add to. */
export type CatalogueData = {
  readonly fieldsOf: (type: RecordTypeKey) => readonly Field[];
  readonly topics: Catalogue['topics'];
  readonly calendars?: Catalogue['calendars'];
};

const builtInCalendarNames = [
  { key: 'always', name: 'Always' },
  { key: 'business', name: 'Monday to Friday, 09:00 to 17:00' },
] as const;

/** Everything that a definition can be made of, as `GET /api/catalogue` serves it. */
export function catalogueOf({ fieldsOf, topics, calendars = builtInCalendarNames }: CatalogueData): Catalogue {
  return {
    format: 1,
    limits: definitionLimits,
    definition: schemaOf(definitionSchema),
    steps: steps(),
    triggers: triggers(),
    operators: (Object.keys(operators) as OperatorKey[]).map((key) => ({ key, ...operatorInfo(key) })),
    recordTypes: recordTypeKeys.map((key) => {
      const { label, plural, icon, relations } = recordTypes[key];
      return { key, label, plural, icon, fields: fieldsOf(key), relations };
    }),
    helpers: Object.entries(helpers).map(([key, { kind, args, doc }]) => ({ key, kind, arguments: args, doc })),
    durations,
    calendars,
    topics,
    simulatedEvent: schemaOf(simulatedEventSchema),
  };
}

const durations: Catalogue['durations'] = [
  {
    form: 'iso',
    example: 'PT4H',
    help: 'ISO 8601: hours, minutes and seconds as they pass; days, weeks, months and years on the calendar.',
  },
  { form: 'business', example: { business: 'PT8H', calendar: 'business' }, help: 'Working time of a calendar.' },
  {
    form: 'businessDays',
    example: { businessDays: 3, calendar: 'business' },
    help: 'Working days of a calendar; the time of day stays.',
  },
];

function steps(): readonly CatalogueStep[] {
  return Object.values(stepTypes as Readonly<Record<string, StepType>>).map(
    ({ type, version, title, group, icon, help, config, initial, outlets, effect }) => ({
      type,
      version,
      title,
      group,
      icon,
      help,
      effect,
      config: schemaOf(config),
      initial: initial ?? {},
      outlets: [...plainOutlets(outlets), ...(effect ? [errorOutlet] : [])],
    }),
  );
}

/** The outlets of empty settings; types whose outlets all come from their settings have none by themselves. */
function plainOutlets(outlets: (config: unknown) => readonly Outlet[]): readonly Outlet[] {
  return outlets({ branches: [] });
}

function triggers(): Catalogue['triggers'] {
  return Object.values(triggerTypes).map(({ type, title, icon, help, config }) => ({
    type,
    title,
    icon,
    help,
    config: schemaOf(config),
  }));
}
