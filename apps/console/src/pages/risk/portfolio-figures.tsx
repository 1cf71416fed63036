import type { RiskPortfolio } from '@jinqiao/api';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { Count, type Figure, KeyFigures, Rate, ShortMoney } from '../../components/figures.tsx';
import { compare } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

export type OpenContracts = (more: Record<string, string | undefined>) => void;

function Opens({ children, onOpen }: { children: ReactNode; onOpen: () => void }) {
  return (
    <Button type="link" className="figure-link" onClick={onOpen}>
      {children}
    </Button>
  );
}

/** The figures of the month-end; provisions belong to whole programmes, so a chosen grade leaves them out. */
export function PortfolioFigures({ portfolio, grade, open }: { portfolio: RiskPortfolio; grade: string | undefined; open: OpenContracts }) {
  const { text } = useText();
  const { totals, asset } = portfolio;
  const money = (value: string) => <ShortMoney value={value} asset={asset} />;
  const rate = (value: string | null) => (value === null ? '–' : <Rate value={value} />);
  const held = grade === undefined ? portfolio.provisions.find(({ asOf }) => asOf === portfolio.asOf) : undefined;
  const provisions: Figure[] = held
    ? [
        { key: 'allowance', label: text('risk:allowance'), value: money(held.allowance), note: rate(held.loanProvisionRatio) },
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
      value: <Opens onOpen={() => open({})}>{money(totals.outstanding)}</Opens>,
      note: <Count value={totals.contracts} />,
    },
    { key: 'dpd30', label: text('risk:dpd30'), value: rate(totals.delinquency30), note: money(totals.overdue) },
    { key: 'regulatory', label: text('risk:regulatoryOverdue'), value: money(totals.regulatoryOverdue), note: text('risk:regulatoryHint') },
    {
      key: 'npl',
      label: text('risk:nplRatio'),
      value: <Opens onOpen={() => open({ stage: '3' })}>{rate(totals.nplRatio)}</Opens>,
      note: money(totals.npl),
    },
    ...provisions,
    { key: 'net-loss', label: text('risk:netLoss'), value: rate(totals.netLoss) },
    { key: 'recovery', label: text('risk:recovery'), value: rate(totals.recovery) },
  ];
  return <KeyFigures figures={figures} testId="risk-figures" />;
}
