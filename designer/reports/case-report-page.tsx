import { Button } from '@mantine/core';
import { IconChartBar, IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { get, query } from '../api/client.ts';
import { useQueueName } from '../clocks/board-columns.tsx';
import { BarList } from '../elements/bar-list.tsx';
import { Box } from '../elements/box.tsx';
import { dateAndTime } from '../elements/format-time.ts';
import { Loaded } from '../elements/loaded.tsx';
import { NoRights } from '../elements/no-rights.tsx';
import { Notice } from '../elements/notice.tsx';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { useUrlFilters } from '../elements/use-url-filters.ts';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { type CaseMetric, caseMetrics, isEmptyReport, type Measure, metricId } from './case-metrics.ts';
import { type CaseReport, type GroupSummary, type ReportGroup, reportGroups } from './report-answers.ts';
import { ReportFilterFields, type ReportFilters, reportKeys } from './report-filters.tsx';
import { periodOf } from './report-period.ts';
import { type ReportRow, ReportTable } from './report-table.tsx';
import { useMetricWords } from './use-metric-words.ts';
import '../elements/data-table.css';
import './reports.css';

/** What a group is called. */
function useGroupName(by: ReportGroup): (group: GroupSummary) => string {
  const { t } = useTranslation();
  const words = useWords();
  const queueName = useQueueName();
  return ({ key, name }) => {
    if (key === null) return t(`reportNobody.${by}`);
    if (by === 'queue') return queueName(key);
    return by === 'priority' ? words.choice(key) : (name ?? key.slice(0, 8));
  };
}

type TilesProps = {
  readonly report: CaseReport;
  readonly metrics: readonly CaseMetric[];
  readonly measure: Measure;
  readonly chosen: CaseMetric;
  readonly onChoose: (metric: CaseMetric) => void;
};

function Tiles({ report, metrics, measure, chosen, onChoose }: TilesProps) {
  const { t } = useTranslation();
  const words = useMetricWords(measure);
  return (
    <div className="report-tiles">
      {metrics.map((metric) => (
        <button
          key={metricId(metric)}
          type="button"
          className="report-tile"
          aria-pressed={metric === chosen}
          onClick={() => onChoose(metric)}
        >
          <span>{words.name(metric)}</span>
          <b className="figures">{words.value(metric, metric.value(report.total, measure))}</b>
          {metric.count ? <span>{t('reports.ofCases', { count: metric.count(report.total) })}</span> : null}
        </button>
      ))}
    </div>
  );
}

type GroupBarsProps = {
  readonly rows: readonly ReportRow[];
  readonly metric: CaseMetric;
  readonly measure: Measure;
  readonly by: ReportGroup;
};

function GroupBars({ rows, metric, measure, by }: GroupBarsProps) {
  const { t } = useTranslation();
  const words = useMetricWords(measure);
  const title = t('reports.chart', { metric: words.name(metric), group: t(`reportGroup.${by}`).toLocaleLowerCase() });
  const bars = rows.map(({ key, name, summary }) => {
    const value = metric.value(summary, measure);
    return { key, name, value, text: words.value(metric, value) };
  });
  return (
    <Box title={title}>
      <BarList label={title} bars={bars} />
    </Box>
  );
}

type ReportBodyProps = {
  readonly report: CaseReport;
  readonly filters: ReportFilters;
  readonly by: ReportGroup;
  readonly onChange: (changes: Partial<ReportFilters>) => void;
};

function ReportBody({ report, filters, by, onChange }: ReportBodyProps) {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const measure = filters.time === 'wall' ? 'wall' : 'business';
  const nameOf = useGroupName(by);
  const metrics = caseMetrics(report.total);
  const chosen =
    metrics.find((metric) => metricId(metric) === filters.metric) ??
    metrics.find((metric) => metric.value(report.total, measure) !== null);
  const rows = report.groups.map((group) => ({ key: group.key ?? '', name: nameOf(group), summary: group }));
  if (!chosen || isEmptyReport(report.total)) {
    return (
      <Notice icon={IconChartBar} tone="grey" title={t('reports.empty')}>
        <p>{t('reports.emptyHelp')}</p>
      </Notice>
    );
  }
  return (
    <div className="main-column">
      <Tiles
        report={report}
        metrics={metrics}
        measure={measure}
        chosen={chosen}
        onChoose={(metric) => onChange({ metric: metricId(metric) })}
      />
      <GroupBars rows={rows} metric={chosen} measure={measure} by={by} />
      <ReportTable
        label={t('reports.cases.name')}
        head={t(`reportGroup.${by}`)}
        rows={rows}
        total={report.total}
        metrics={metrics}
        measure={measure}
      />
      <p className="report-note">
        {t('reports.note', {
          from: dateAndTime(Date.parse(report.from), format),
          to: dateAndTime(Date.parse(report.to), format),
          calendar: report.calendar,
          zone: report.zone,
        })}
      </p>
    </div>
  );
}

function CaseReportView() {
  const { t } = useTranslation();
  const { zone } = useTimeFormat();
  const [filters, change] = useUrlFilters(reportKeys);
  const mayExport = useMay('case:export');
  const by = reportGroups.find((group) => group === filters.group) ?? 'rep';
  const { period, from, to } = filters;
  // The same question until a filter changes: what "now" is does not change it by the second.
  const span = useMemo(() => periodOf({ period, from, to }, { now: Date.now(), zone }), [period, from, to, zone]);
  const address = query({ ...span, groupBy: by });
  const report = useQuery({
    queryKey: ['reports', 'cases', span, by],
    enabled: span !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<CaseReport>(`/api/reports/cases${address}`, signal),
  });
  return (
    <Page title={t('reports.cases.name')} parent={{ title: t('area.reports.name'), to: '/reports' }}>
      <div className="list-tools">
        <ReportFilterFields filters={filters} onChange={change} />
        {mayExport && span !== null ? (
          <Button
            component="a"
            href={`/api/reports/cases/export${address}`}
            download
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.5} aria-hidden />}
          >
            {t('reports.csv')}
          </Button>
        ) : null}
      </div>
      {span === null ? (
        <Notice icon={IconChartBar} tone="grey" title={t('reports.noDays')}>
          <p>{t('reports.noDaysHelp')}</p>
        </Notice>
      ) : (
        <Loaded query={report}>
          {(loaded) => <ReportBody report={loaded} filters={filters} by={by} onChange={change} />}
        </Loaded>
      )}
    </Page>
  );
}

/** `/reports/cases`: the nine metrics of cases in a period, of all and by group. */
export function CaseReportPage() {
  const { t } = useTranslation();
  return useMay('case:read') ? (
    <CaseReportView />
  ) : (
    <Page title={t('reports.cases.name')} parent={{ title: t('area.reports.name'), to: '/reports' }}>
      <NoRights />
    </Page>
  );
}
