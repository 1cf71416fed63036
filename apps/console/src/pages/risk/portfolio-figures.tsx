import type { RiskPortfolio } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Count, type Figure, KeyFigures, Rate, ShortMoney } from '../../components/figures.tsx';
import { compare } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

export type OpenContracts = (more: Record<string, string | undefined>) => void;

/** The figures of the month-end; provisions belong to whole programmes, so a chosen grade leaves them out. */
export function PortfolioFigures({ portfolio, part }: { portfolio: RiskPortfolio; part: Record<string, string | undefined> }) {
  const { text } = useText();
  const { totals, asset } = portfolio;
  const money = (value: string) => <ShortMoney value={value} asset={asset} />;
  const rate = (value: string | null) => (value === null ? '–' : <Rate value={value} />);
  const opens = (more: Record<string, string>, value: ReactNode) => (
    <Link to="/risk/contracts" search={{ ...part, ...more }} className="figure-link">
      {value}
    </Link>
  );
  const held = part.grade === undefined ? portfolio.provisions.find(({ asOf }) => asOf === portfolio.asOf) : undefined;
  const provisions: Figure[] = held
    ? [
        { key: 'allowance', label: text('risk:allowance'), value: opens({}, money(held.allowance)), note: rate(held.loanProvisionRatio) },
        {
          key: 'coverage',
          label: text('risk:coverage'),
          value: rate(held.coverage),
          ...(held.coverage !== null && compare(held.coverage, '1.2') < 0 && { tone: 'warn' as const }),
        },
      ]
    : [];
  const figures: Figure[] = [
    {
      key: 'outstanding',
      label: text('risk:outstanding'),
      value: opens({}, money(totals.outstanding)),
      note: (
        <>
          {text('risk:contracts')} <Count value={totals.contracts} />
        </>
      ),
    },
    {
      key: 'dpd30',
      label: text('risk:dpd30'),
      value: opens({ minDpd: '30' }, rate(totals.delinquency30)),
      note: (
        <>
          {text('risk:overdueAmount')} {money(totals.overdue)}
        </>
      ),
    },
    {
      key: 'regulatory',
      label: text('risk:regulatoryOverdue'),
      value: opens({ minDpd: '1' }, money(totals.regulatoryOverdue)),
      note: text('risk:regulatoryNote'),
    },
    {
      key: 'npl',
      label: text('risk:nplRatio'),
      value: opens({ tier: 'non-performing' }, rate(totals.nplRatio)),
      note: money(totals.npl),
    },
    ...provisions,
    { key: 'net-loss', label: text('risk:netLoss'), value: opens({ status: 'written-off' }, rate(totals.netLoss)) },
  ];
  return <KeyFigures figures={figures} testId="risk-figures" />;
}
