import { FieldInput } from './field-input.tsx';
import { inOrder } from './field-order.ts';
import { isRelatedField, RelatedField } from './related-fields.tsx';
import type { RecordForm } from './use-record-form.ts';

const wideKinds: readonly string[] = ['longText', 'lines', 'json'];

/** Controls for the fields of a form, long ones over the whole width. */
export function RecordFields({ form, keys }: { form: RecordForm; keys?: readonly string[] }) {
  const wanted = keys ? form.fields.filter((field) => keys.includes(field.key)) : form.fields;
  const shown = inOrder(wanted);
  return (
    <div className="fields-grid">
      {shown.map((field) => (
        <div key={field.key} className={wideKinds.includes(field.kind) ? 'wide' : undefined}>
          {isRelatedField(field) ? (
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
