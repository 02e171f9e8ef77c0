import type { LiveVersion } from '../../crm/workflows/versions.ts';
import { eventsOf } from '../../domain/logic/slots.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';

/**
 * What the exit and goal of a version look at elsewhere than in the subject itself: records of type `changed` that the
 * subject points to by `via` (`one`), or that point to it by theirs (`many`).
 */
export type RelatedStop = {
  readonly versionId: string;
  readonly subject: RecordTypeKey;
  readonly changed: RecordTypeKey;
  readonly kind: 'one' | 'many';
  readonly via: string;
  /** Fields read there; `any`: also that there is such a record at all. */
  readonly fields: readonly string[] | 'any';
  /** Events looked for, of the person. */
  readonly events: readonly string[];
};

/** What they look at of the subject: its fields, `any` for all of them, and its behaviour. */
export type OwnStop = { readonly fields: ReadonlySet<string> | 'any'; readonly events: ReadonlySet<string> };

const own = new WeakMap<LiveVersion['definition'], OwnStop>();

/** The part about the subject itself, references included by which it points elsewhere. */
export function ownStop({ definition }: LiveVersion): OwnStop {
  const known = own.get(definition);
  if (known) return known;
  const { person, relations } = recordTypes[definition.subject];
  const fields = readsOf(definition).flatMap(({ root, field, relation }) => {
    if (root === 'record' || (root === 'contact' && person === 'self')) return [field ?? '*'];
    if (root === 'contact') return person === null || person === 'self' ? [] : [person.via];
    if (root === 'owner') return ['ownerId'];
    return root === 'related'
      ? relations.filter(({ name, kind }) => name === relation && kind === 'one').map(({ via }) => via)
      : [];
  });
  const stop: OwnStop = {
    fields: fields.includes('*') ? 'any' : new Set(fields),
    events: new Set(eventsBehind(definition)),
  };
  own.set(definition, stop);
  return stop;
}

/** The parts about other records. */
export function relatedStopsOf({ versionId, definition }: LiveVersion): RelatedStop[] {
  const { subject } = definition;
  const { person, relations } = recordTypes[subject];
  const reads = readsOf(definition);
  const events = eventsBehind(definition);
  const across = relations.flatMap(({ name, target, kind, via }): RelatedStop[] => {
    const found = reads.filter((read) => read.root === 'related' && read.relation === name);
    const fields = fieldsOf(found);
    return found.length === 0
      ? []
      : [
          {
            versionId,
            subject,
            changed: target,
            kind,
            via,
            fields: kind === 'many' && fields !== 'any' ? [...fields, via] : fields,
            events: [],
          },
        ];
  });
  if (person === null || person === 'self') return across;
  const ofPerson = reads.filter(({ root }) => root === 'contact');
  if (ofPerson.length === 0 && events.length === 0) return across;
  return [
    ...across,
    { versionId, subject, changed: 'contact', kind: 'one', via: person.via, fields: fieldsOf(ofPerson), events },
  ];
}

type Definition = LiveVersion['definition'];

const stopsOf = ({ enrollment: { exit, goal } }: Definition) => [exit, goal].filter((stop) => stop !== undefined);
const readsOf = (definition: Definition) => stopsOf(definition).flatMap(({ compiled }) => compiled.reads);
const eventsBehind = (definition: Definition) =>
  stopsOf(definition).flatMap(({ compiled }) => compiled.slots.flatMap(eventsOf));

function fieldsOf(reads: readonly { readonly field?: string }[]): RelatedStop['fields'] {
  return reads.some(({ field }) => field === undefined)
    ? 'any'
    : [...new Set(reads.flatMap(({ field }) => field ?? []))];
}
