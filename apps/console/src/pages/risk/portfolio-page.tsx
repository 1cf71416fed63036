import type { RiskPortfolio } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Empty, Skeleton } from 'antd';
import { ApiError } from '../../api/client.ts';
import { portfolioQuery } from '../../api/risk.ts';
import { Failure } from '../../components/failure.tsx';
import { assetName } from '../../components/figures.tsx';
import { ChoiceFilter } from '../../components/filters.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { addTexts, useText } from '../../i18n/index.ts';
import { risk as texts } from '../../i18n/texts/risk.ts';
import { FirstPaymentChart, FlowChart, MigrationChart, RollChart, VintageChart } from './behaviour-charts.tsx';
import { ModelCard } from './model-card.tsx';
import { type OpenContracts, PortfolioFigures } from './portfolio-figures.tsx';
import { BucketChart, QualityChart, StageChart, TierChart } from './stock-charts.tsx';

addTexts('risk', texts);

type Part = { readonly [K in 'asOf' | 'product' | 'scope' | 'grade' | 'days']?: string | undefined };

function Filters({ portfolio, filters, set }: { portfolio: RiskPortfolio; filters: Part; set: (key: string) => (value: string | undefined) => void }) {
  const { text, term, choose } = useText();
  const choice = (key: 'product' | 'scope' | 'grade', values: readonly { value: string; label: string }[]) => (
    <ChoiceFilter label={text(`risk:${key}`)} value={filters[key]} choices={values} onChange={set(key)} testId={`risk-${key}`} />
  );
  return (
    <div className="toolbar">
      <ChoiceFilter
        required
        label={text('risk:asOf')}
        value={portfolio.asOf}
        choices={portfolio.monthEnds.map((value) => ({ value, label: value }))}
        onChange={set('asOf')}
        testId="risk-as-of"
      />
      {choice(
        'product',
        portfolio.products.map((value) => ({ value, label: term('risk:product', value) })),
      )}
      {choice(
        'scope',
        portfolio.scopes.map(({ id, name, nameZh }) => ({ value: id, label: choose(nameZh, name) })),
      )}
      {choice(
        'grade',
        portfolio.grades.map((value) => ({ value, label: value })),
      )}
    </div>
  );
}

function Charts({ portfolio, open, days, onDays }: { portfolio: RiskPortfolio; open: OpenContracts; days: string; onDays: (days: string) => void }) {
  return (
    <>
      <div className="columns halves">
        <BucketChart portfolio={portfolio} open={open} />
        <TierChart portfolio={portfolio} open={open} />
      </div>
      <div className="columns halves">
        <StageChart portfolio={portfolio} open={open} />
        <QualityChart portfolio={portfolio} open={open} />
      </div>
      <div className="columns halves">
        <VintageChart portfolio={portfolio} open={open} days={days} onDays={onDays} />
        <FlowChart portfolio={portfolio} open={open} />
      </div>
      <div className="columns halves">
        <MigrationChart portfolio={portfolio} open={open} />
        <RollChart portfolio={portfolio} open={open} />
      </div>
      <div className="columns halves">
        <FirstPaymentChart portfolio={portfolio} open={open} />
        <ModelCard portfolio={portfolio} />
      </div>
    </>
  );
}

/** The portfolio at a month-end: what stands, how it behaves, and what is set aside. Every figure opens its contracts. */
export function PortfolioPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/risk/portfolio' });
  const navigate = useNavigate();
  const query = useQuery(portfolioQuery(filters));
  const portfolio = query.data;
  const set = (key: string) => (value: string | undefined) => void navigate({ to: '/risk/portfolio', search: { ...filters, [key]: value } });
  const { days: _, ...chosen } = filters;
  const part = { ...chosen, asOf: portfolio?.asOf };
  const open = (more: Record<string, string | undefined>) => void navigate({ to: '/risk/contracts', search: { ...part, ...more } });
  const nothing = query.error instanceof ApiError && query.error.problem.code === 'SNAPSHOT_NONE' && filters.asOf === undefined;
  const head = (
    <PageHead
      title={text('risk:portfolio')}
      lead={portfolio ? `${text('risk:lead')} ${text('common:unit', { asset: assetName(portfolio.asset) })}` : text('risk:lead')}
      asOf={portfolio?.asOf ?? null}
      readAt={query.dataUpdatedAt}
    />
  );
  if (nothing)
    return (
      <>
        {head}
        <Empty description={text('risk:none')} />
      </>
    );
  if (!portfolio)
    return (
      <>
        {head}
        {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Skeleton active paragraph={{ rows: 14 }} />}
      </>
    );
  return (
    <>
      {head}
      <div className="stack" data-testid="risk-portfolio">
        <Filters portfolio={portfolio} filters={filters} set={set} />
        <PortfolioFigures portfolio={portfolio} part={part} />
        <Charts portfolio={portfolio} open={open} days={filters.days ?? '30'} onDays={set('days')} />
      </div>
    </>
  );
}
