import { useTranslation } from 'react-i18next';
import { titleOf } from '../../domain/records/record-types.ts';
import type { Run } from '../api/answers.ts';
import { useWords } from '../i18n/words.ts';
import { useRecord } from './record-link.tsx';

/** The record a run is about, by name; the copy of a test run has none outside it. */
export function SubjectName({ subject, test }: { subject: Run['subject']; test: boolean }) {
  const { t } = useTranslation();
  const words = useWords();
  const record = useRecord(subject.type, subject.title || test ? null : subject.id);
  if (subject.title) return <>{subject.title}</>;
  if (record.data) return <>{titleOf(subject.type, record.data)}</>;
  return (
    <>
      {test
        ? t('runs.testOf', { type: words.recordType(subject.type).toLocaleLowerCase() })
        : `${words.recordType(subject.type)} ${subject.id.slice(0, 8)}`}
    </>
  );
}
