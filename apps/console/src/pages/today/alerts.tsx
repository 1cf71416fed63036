import { CheckCircleOutlined, ExclamationCircleFilled, WarningFilled } from '@ant-design/icons';
import type { BreakItem, BusinessDay, Page } from '@jinqiao/api';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import { read } from '../../api/client.ts';
import { dashboardQuery, institutionsQuery, programmesQuery } from '../../api/queries.ts';
import { standingAlertsQuery } from '../../api/risk.ts';
import { FailureAlert } from '../../components/failure.tsx';
import { assetSign } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { grouped, isZero, percent } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

/** What a part of the house says, once it has answered. */
type Part = { alerts: Alert[]; isPending: boolean; error: Error | null };
type Alert = { key: string; level: 'bad' | 'warn'; title: string; why?: string; link: LinkProps };
const BREAKS_READ = 200;

function useBreakAlert(): Part {
  const { text } = useText();
  const { data, isPending, error } = useQuery({
    queryKey: ['list', 'open-breaks'],
    queryFn: ({ signal }) => read<Page<BreakItem>>('/reconciliation/breaks', { state: 'open', limit: BREAKS_READ }, signal),
  });
  const count = data?.items.length ?? 0;
  if (!data || count === 0) return { alerts: [], isPending, error };
  const oldest = Math.max(...data.items.map((item) => item.ageDays));
  const title = text(data.nextCursor === null ? 'today:alertBreaks' : 'today:alertBreaksMore', { count });
  const link: LinkProps = { to: '/reconciliation/breaks', search: { state: 'open' } };
  return { alerts: [{ key: 'breaks', level: 'bad', title, why: text('today:alertBreaksAge', { days: oldest }), link }], isPending, error };
}

function useMarginAlerts(): Part {
  const { text, choose } = useText();
  const list = useQuery(programmesQuery);
  const programmes = list.data?.items ?? [];
  const dashboards = useQueries({ queries: programmes.map((programme) => dashboardQuery(programme.id)) });
  const found = programmes.flatMap((programme, index) => {
    const margin = dashboards[index]?.data?.margin;
    if (!margin) return [];
    const name = choose(programme.nameZh, programme.name);
    const link: LinkProps = { to: '/partners/margin', search: { programmeId: programme.id } };
    const alerts: Alert[] = [];
    if (margin.drawsStopped)
      alerts.push({ key: `stop-${programme.id}`, level: 'bad', title: text('today:alertStopped', { name }), why: text('today:alertStoppedWhy'), link });
    if (!isZero(margin.called)) {
      const amount = `${assetSign(programme.asset)}${grouped(margin.called)}`;
      alerts.push({ key: `call-${programme.id}`, level: 'warn', title: text('today:alertMargin', { name, amount }), why: text('today:alertMarginWhy'), link });
    }
    return alerts;
  });
  return { alerts: found, ...togetherOf([list, ...dashboards]) };
}

function useInstitutionAlerts(): Part {
  const { text, choose } = useText();
  const { data, isPending, error } = useQuery(institutionsQuery);
  const link: LinkProps = { to: '/partners/institutions' };
  const alerts = (data?.items ?? []).flatMap((institution): Alert[] => {
    const name = choose(institution.nameZh, institution.name);
    const { unknown: count, pending } = institution.messages;
    if (!institution.healthy)
      return [
        { key: institution.id, level: 'bad', title: text('today:alertDown', { name }), why: text('today:alertDownWhy', { count: count + pending }), link },
      ];
    if (count > 0)
      return [{ key: institution.id, level: 'warn', title: text('today:alertUnknown', { name, count }), why: text('today:alertUnknownWhy'), link }];
    return [];
  });
  return { alerts, isPending, error };
}

function useRiskAlerts(): Part {
  const { text, term, choose } = useText();
  const { data, isPending, error } = useQuery(standingAlertsQuery);
  const alerts = (data?.items ?? []).map((alert): Alert => {
    const title = text('today:alertRisk', { name: choose(alert.nameZh, alert.name), segment: alert.segment.split('=')[1] ?? '' });
    const value = percent(alert.value);
    const why = alert.escalatedOn
      ? text('today:alertRiskLate', { value, owner: term('shell:role', alert.owner) })
      : text('today:alertRiskWhy', { value, due: alert.dueOn });
    return {
      key: alert.id,
      level: alert.severity === 'high' || alert.escalatedOn ? 'bad' : 'warn',
      title,
      why,
      link: { to: '/risk/alerts', search: { id: alert.id } },
    };
  });
  return { alerts, isPending, error };
}

/** Parts wait for the last of them, and fail with the first that failed. */
function togetherOf(parts: readonly Pick<Part, 'isPending' | 'error'>[]): Pick<Part, 'isPending' | 'error'> {
  return { isPending: parts.some((part) => part.isPending), error: parts.find((part) => part.error !== null)?.error ?? null };
}

/** What somebody has to look at today, the worst first; each leads to where it is dealt with. */
export function Alerts({ day }: { day: BusinessDay }) {
  const { text } = useText();
  const parts = [useBreakAlert(), useMarginAlerts(), useInstitutionAlerts(), useRiskAlerts()];
  const { isPending, error } = togetherOf(parts);
  const failed: Alert[] = day.error === null ? [] : [{ key: 'close', level: 'bad', title: text('today:alertClose'), why: day.error, link: { to: '/today' } }];
  const alerts = [...failed, ...parts.flatMap((part) => part.alerts)].sort((a, b) => a.level.localeCompare(b.level));
  return (
    <Section title={text('today:alerts')} testId="alerts">
      {isPending && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {error && <FailureAlert error={error} />}
      {!isPending && !error && alerts.length === 0 && (
        <p className="good">
          <CheckCircleOutlined /> {text('today:alertsNone')}
        </p>
      )}
      <ul className="alerts">
        {alerts.map((alert) => (
          <li key={alert.key} data-testid={`alert-${alert.key}`}>
            {alert.level === 'bad' ? <ExclamationCircleFilled className="bad" /> : <WarningFilled className="warn" />}
            <div>
              <Link {...alert.link} className="link">
                {alert.title}
              </Link>
              {alert.why && <small className="muted">{alert.why}</small>}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
