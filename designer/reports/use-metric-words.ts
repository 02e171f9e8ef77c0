import { useTranslation } from 'react-i18next';
import { sayWorkTime } from '../clocks/say-work-time.ts';
import { sayMoney } from '../elements/money.ts';
import { useLocale } from '../i18n/use-locale.ts';
import type { CaseMetric, Measure } from './case-metrics.ts';

const day = 86_400;

/** The name of a metric, and its values in words; a dash where there is none. */
export function useMetricWords(measure: Measure) {
  const { t } = useTranslation();
  const locale = useLocale();
  const length = (seconds: number) => {
    // Hours say little of what took weeks; a working day has no length of its own.
    if (measure !== 'wall' || seconds < 3 * day) return sayWorkTime(seconds, t);
    const count = Math.round((10 * seconds) / day) / 10;
    return t('reports.days', { count, days: count.toLocaleString(locale) });
  };
  return {
    name: ({ key, currency }: CaseMetric) =>
      currency === undefined
        ? t(`caseMetric.${key}`)
        : t('reports.inCurrency', { name: t(`caseMetric.${key}`), currency }),
    value: ({ kind, currency }: CaseMetric, value: number | null) => {
      if (value === null) return '–';
      if (kind === 'length') return length(value);
      return kind === 'money' ? sayMoney(value, currency, locale) : value.toLocaleString(locale);
    },
  };
}
