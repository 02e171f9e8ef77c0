import { useTranslation } from 'react-i18next';
import type { CaseSummary } from '../../domain/cases/case-report.ts';
import { type CaseMetric, type Measure, metricId } from './case-metrics.ts';
import { useMetricWords } from './use-metric-words.ts';

export type ReportRow = { readonly key: string; readonly name: string; readonly summary: CaseSummary };

type ReportTableProps = {
  readonly label: string;
  readonly head: string;
  readonly rows: readonly ReportRow[];
  readonly total: CaseSummary;
  readonly metrics: readonly CaseMetric[];
  readonly measure: Measure;
};

/** Every metric of every group, and of all. */
export function ReportTable({ label, head, rows, total, metrics, measure }: ReportTableProps) {
  const { t } = useTranslation();
  const words = useMetricWords(measure);
  const all: readonly ReportRow[] = [...rows, { key: '*', name: t('reports.total'), summary: total }];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="table-frame plain-rows report-table" aria-label={label} tabIndex={0}>
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {metrics.map((metric) => (
              <th key={metricId(metric)} scope="col" className="number">
                {words.name(metric)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.map(({ key, name, summary }) => (
            <tr key={key}>
              <td>{key === '*' ? <b>{name}</b> : name}</td>
              {metrics.map((metric) => (
                <td key={metricId(metric)} className="number">
                  {words.value(metric, metric.value(summary, measure))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
