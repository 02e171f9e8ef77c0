import type { Field } from '../../domain/records/field.ts';
import { LinesField } from '../sales/lines-field.tsx';
import { FieldInput } from './field-input.tsx';
import { inOrder } from './field-order.ts';
import { isRelatedField, RelatedField } from './related-fields.tsx';
import type { RecordForm } from './use-record-form.ts';

const wideKinds: readonly string[] = ['longText', 'lines', 'json'];

const isLong = (field: Field | undefined) => field !== undefined && wideKinds.includes(field.kind);

/** Controls for the fields of a form, long ones over the whole width, and a title that would stand alone above one. */
export function RecordFields({ form, keys }: { form: RecordForm; keys?: readonly string[] }) {
  const wanted = keys ? form.fields.filter((field) => keys.includes(field.key)) : form.fields;
  const shown = inOrder(wanted);
  return (
    <div className="fields-grid">
      {shown.map((field, index) => (
        <div key={field.key} className={isLong(field) || (index === 0 && isLong(shown[1])) ? 'wide' : undefined}>
          {field.kind === 'lines' ? (
            <LinesField field={field} form={form} />
          ) : isRelatedField(field) ? (
            <RelatedField field={field} form={form} />
          ) : (
            <FieldInput
              field={field}
              draft={form.draftOf(field)}
              error={form.errorOf(field)}
              onChange={(draft) => form.change(field, draft)}
            />
          )}
        </div>
      ))}
    </div>
  );
}
