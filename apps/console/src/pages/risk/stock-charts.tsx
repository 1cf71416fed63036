import type { RiskPortfolio } from '@jinqiao/api';
import { useMemo } from 'react';
import { buckets as bucketColors, series } from '../../app/colors.ts';
import { ChartCard } from '../../charts/chart-card.tsx';
import { barsOption, ratesOption } from '../../charts/portfolio-options.ts';
import { type Column, countColumn, dateColumn, moneyColumn, rateColumn, textColumn } from '../../components/columns.tsx';
import { assetName } from '../../components/figures.tsx';
import { isZero } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import type { OpenContracts } from './portfolio-figures.tsx';

type Props = { portfolio: RiskPortfolio; open: OpenContracts };
type Bucket = RiskPortfolio['buckets'][number];
type Tier = RiskPortfolio['tiers'][number];
type Stage = RiskPortfolio['stages'][number];
type Run = RiskPortfolio['provisions'][number];

/** Overdue balances by bucket; M0 stands in the table, beside it the others would not be seen. */
export function BucketChart({ portfolio, open }: Props) {
  const { text, language } = useText();
  const option = useMemo(() => {
    const overdue = portfolio.buckets.filter(({ status }) => status !== 'M0');
    const bars = overdue.map(({ status, outstanding, contracts }, at) => ({
      name: status,
      amount: outstanding,
      note: String(contracts),
      color: bucketColors[at + 1] ?? bucketColors[7],
    }));
    return barsOption(bars, language);
  }, [portfolio, language]);
  const columns: Column<Bucket>[] = [
    textColumn('bucket', text('risk:bucket'), (row) => row.status),
    countColumn('contracts', text('risk:contracts'), (row) => row.contracts),
    moneyColumn('outstanding', text('risk:outstanding'), (row) => row.outstanding),
    rateColumn('share', text('risk:share'), (row) => row.share ?? '0'),
  ];
  return (
    <ChartCard
      title={text('risk:byBucket', { asset: assetName(portfolio.asset) })}
      name="risk-buckets"
      option={option}
      rows={portfolio.buckets}
      columns={columns}
      rowKey={(row) => row.status}
      onPick={(status) => open({ status })}
    />
  );
}

export function TierChart({ portfolio, open }: Props) {
  const { text, language } = useText();
  const tiers = useMemo(() => portfolio.tiers.map((tier) => ({ ...tier, name: text(`risk:tier.${tier.tier}`) })), [portfolio, text]);
  const option = useMemo(
    () =>
      barsOption(
        tiers
          .filter(({ tier }) => tier !== 'normal')
          .map(({ name, outstanding, contracts }, at) => ({
            name,
            amount: outstanding,
            note: String(contracts),
            color: bucketColors[at * 2 + 1] ?? bucketColors[7],
          })),
        language,
      ),
    [tiers, language],
  );
  const columns: Column<Tier & { name: string }>[] = [
    textColumn('tier', text('risk:tier'), (row) => row.name),
    countColumn('contracts', text('risk:contracts'), (row) => row.contracts),
    moneyColumn('outstanding', text('risk:outstanding'), (row) => row.outstanding),
    rateColumn('share', text('risk:share'), (row) => row.share ?? '0'),
  ];
  return (
    <ChartCard
      title={text('risk:byTier', { asset: assetName(portfolio.asset) })}
      name="risk-tiers"
      option={option}
      rows={tiers}
      columns={columns}
      rowKey={(row) => row.tier}
      onPick={(name) => open({ tier: tiers.find((tier) => tier.name === name)?.tier })}
    />
  );
}

const STAGE_COLORS = [series.recovered, series.margin, series.overdue] as const;

export function StageChart({ portfolio, open }: Props) {
  const { text, term, language } = useText();
  const stages = useMemo(() => portfolio.stages.map((stage) => ({ ...stage, name: term('risk:stage', String(stage.stage)) })), [portfolio, term]);
  const option = useMemo(
    () =>
      barsOption(
        stages.map(({ name, allowance }, at) => ({ name, amount: allowance, note: name, color: STAGE_COLORS[at] ?? series.overdue })),
        language,
      ),
    [stages, language],
  );
  const columns: Column<Stage & { name: string }>[] = [
    textColumn('stage', text('risk:stage'), (row) => row.name),
    moneyColumn('outstanding', text('risk:outstanding'), (row) => row.outstanding),
    moneyColumn('expected', text('risk:expected'), (row) => row.expected),
    moneyColumn('allowance', text('risk:allowance'), (row) => row.allowance),
  ];
  return (
    <ChartCard
      title={text('risk:byStage', { asset: assetName(portfolio.asset) })}
      name="risk-stages"
      option={option}
      rows={stages.some(({ outstanding }) => !isZero(outstanding)) ? stages : []}
      columns={columns}
      rowKey={(row) => row.name}
      onPick={(name) => open({ stage: String(stages.find((stage) => stage.name === name)?.stage ?? '') })}
    />
  );
}

export function QualityChart({ portfolio, open }: Props) {
  const { text } = useText();
  const runs = portfolio.provisions;
  const option = useMemo(
    () =>
      ratesOption(
        runs.map(({ asOf }) => asOf),
        [
          { name: text('risk:nplRatio'), rates: runs.map((run) => run.nplRatio) },
          { name: text('risk:provisionRatio'), rates: runs.map((run) => run.loanProvisionRatio) },
        ],
      ),
    [runs, text],
  );
  const columns: Column<Run>[] = [
    dateColumn('asOf', text('risk:asOf'), (run) => run.asOf),
    moneyColumn('outstanding', text('risk:outstanding'), (run) => run.outstanding),
    moneyColumn('npl', text('risk:npl'), (run) => run.npl),
    moneyColumn('expected', text('risk:expected'), (run) => run.expectedLoss),
    moneyColumn('minimum', text('risk:classMinimum'), (run) => run.classMinimum),
    moneyColumn('used', text('risk:used'), (run) => run.used),
    moneyColumn('charged', text('risk:charged'), (run) => run.charged),
    moneyColumn('allowance', text('risk:allowance'), (run) => run.allowance),
    rateColumn('coverage', text('risk:coverage'), (run) => run.coverage ?? '0'),
  ];
  return (
    <ChartCard
      title={text('risk:quality')}
      name="risk-quality"
      option={option}
      rows={[...runs].reverse()}
      columns={columns}
      rowKey={(run) => run.asOf}
      onPick={(asOf) => open({ asOf, stage: '3' })}
    />
  );
}
