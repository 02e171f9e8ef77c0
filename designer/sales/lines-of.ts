import type { Line } from '../../domain/records/lines.ts';
import type { RecordJson } from '../../domain/records/record.ts';

/** The lines of a record as they are stored. */
export function linesOf({ lines }: RecordJson): readonly Line[] {
  return Array.isArray(lines) ? (lines as unknown as readonly Line[]) : [];
}
