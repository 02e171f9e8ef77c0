import { Loader } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../../domain/json.ts';
import type { RuleScope } from '../../../domain/logic/scope.ts';
import type { RecordJson } from '../../../domain/records/record.ts';
import type { RecordTypeKey } from '../../../domain/records/record-types.ts';
import { titleOf } from '../../../domain/records/record-types.ts';
import { request } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { problemText } from '../../elements/problem-text.ts';
import { useWords } from '../../i18n/words.ts';
import { RecordLink } from '../../records/record-link.tsx';
import { countable, subjectOf } from './preview-scope.ts';

type Preview = { readonly count: number; readonly sample: readonly RecordJson[] };

/** How many records are named at once. */
const named = 5;

/** How many records a rule holds for now, and some of them. */
export function RulePreview({ rule, scope }: { readonly rule: Json | undefined; readonly scope: RuleScope }) {
  const { t } = useTranslation();
  const subject = subjectOf(scope);
  if (rule === undefined || subject === undefined) return null;
  const can = countable(rule, scope);
  return (
    <div className="builder-preview" role="status" aria-label={t('builder.preview')}>
      {can === 'yes' ? (
        <Counted rule={rule} subject={subject} />
      ) : (
        <p>{t(can === 'later' ? 'builder.previewLater' : 'builder.previewWrong')}</p>
      )}
    </div>
  );
}

function Counted({ rule, subject }: { readonly rule: Json; readonly subject: RecordTypeKey }) {
  const { t } = useTranslation();
  const words = useWords();
  const [wanted] = useDebouncedValue(rule, 400);
  const preview = useQuery({
    queryKey: ['conditions', 'preview', subject, wanted],
    queryFn: ({ signal }) =>
      request<Preview>('POST', '/api/conditions/preview', { body: { recordType: subject, where: wanted }, signal }),
    staleTime: 10_000,
    retry: false,
  });
  if (preview.isPending)
    return (
      <p>
        <Loader size={14} aria-hidden /> {t('builder.previewLoading')}
      </p>
    );
  if (preview.error) {
    const isForbidden = preview.error instanceof Problem && preview.error.status === 403;
    return (
      <p>
        {isForbidden
          ? t('builder.previewForbidden')
          : t('builder.previewProblem', { problem: problemText(preview.error, words) })}
      </p>
    );
  }
  const { count, sample } = preview.data;
  if (count === 0) return <p>{t('builder.previewNone', { type: words.recordTypes(subject) })}</p>;
  return (
    <>
      <p>{t('builder.previewCount', { count, type: words.recordTypes(subject) })}</p>
      <ul>
        {sample.slice(0, named).map((record) => (
          <li key={record.id}>
            <RecordLink type={subject} id={record.id} title={titleOf(subject, record)} />
          </li>
        ))}
        {count > named ? <li>{t('builder.previewMore', { count: count - named })}</li> : null}
      </ul>
    </>
  );
}
