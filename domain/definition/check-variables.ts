import type { Issue } from '../errors.ts';
import { jsonPointer } from '../json-pointer.ts';
import { couldBeSame, nameOfType, typeOfField, typeOfLiteral } from '../logic/value-type.ts';
import { variableSchema } from './schema.ts';
import { variableFields } from './scope.ts';

/** Issues of variables beyond their schema: two of one name, a default of another type. */
export function checkVariables(raw: unknown): readonly Issue[] {
  const names = new Set<string>();
  return (Array.isArray(raw) ? raw : []).flatMap((item, index): readonly Issue[] => {
    const parsed = variableSchema.safeParse(item);
    if (!parsed.success) return [];
    const { name, default: preset } = parsed.data;
    const path = jsonPointer(['variables', index]);
    const twice: readonly Issue[] = names.has(name)
      ? [
          {
            severity: 'error',
            code: 'duplicate-id',
            path: `${path}/name`,
            message: `Two variables have the name "${name}".`,
          },
        ]
      : [];
    names.add(name);
    const [field] = variableFields({ variables: [parsed.data] });
    if (preset === undefined || preset === null || !field) return twice;
    const [wanted, given] = [typeOfField(field), typeOfLiteral(preset)];
    if (couldBeSame(wanted, given) || (parsed.data.type === 'list' && Array.isArray(preset))) return twice;
    return [
      ...twice,
      {
        severity: 'error',
        code: 'wrong-type',
        path: `${path}/default`,
        message: `The default is ${nameOfType(given)}, and the variable takes ${nameOfType(wanted)}.`,
      },
    ];
  });
}
