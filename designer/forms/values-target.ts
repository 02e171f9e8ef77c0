import type { Json, JsonObject } from '../../domain/json.ts';
import { isRecordType, type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { isObject } from './setting-form.ts';

/** The record type that a reference means in a definition about a type; null where that is not known. */
function typeOfRecord(ref: Json | undefined, subject: RecordTypeKey): RecordTypeKey | null {
  if (ref === undefined || ref === 'subject') return subject;
  if (!isObject(ref)) return null;
  const relation = recordTypes[subject].relations.find(({ name }) => name === ref.related);
  if (relation) return relation.target;
  return typeof ref.type === 'string' && isRecordType(ref.type) ? ref.type : null;
}

type Target = (root: JsonObject, subject: RecordTypeKey) => RecordTypeKey | null;
const subjectItself: Target = (_, subject) => subject;

/** Whose fields are set, by the type of the step or trigger and the place; what is not here has free names. */
const targets: Readonly<Record<string, Target>> = {
  'create-record/set': ({ type }) => (typeof type === 'string' && isRecordType(type) ? type : null),
  'update-record/set': ({ on }, subject) => typeOfRecord(on, subject),
  'create-case/set': () => 'case',
  'create-offer/set': () => 'offer',
  'convert-lead/deal/set': () => 'deal',
  'escalate/levels/set': subjectItself,
  'event/subject/find': subjectItself,
  'event/subject/create': subjectItself,
  'webhook/subject/find': subjectItself,
  'webhook/subject/create': subjectItself,
};

type Place = { readonly type: string; readonly path: readonly (string | number)[]; readonly root: JsonObject };

/** The record type whose fields the values at a place are; null where names are free. */
export function valuesTarget({ type, path, root }: Place, subject: RecordTypeKey): RecordTypeKey | null {
  const place = [type, ...path.filter((key) => typeof key === 'string')].join('/');
  const target = Object.hasOwn(targets, place) ? targets[place] : undefined;
  return target ? target(root, subject) : null;
}
