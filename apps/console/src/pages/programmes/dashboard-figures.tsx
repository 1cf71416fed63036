import type { Dashboard } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { Count, type Figure, KeyFigures, Rate, ShortMoney } from '../../components/figures.tsx';
import { compare, percent, ratio } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

/** The figures of the programme; each opens the rows that it is made of. */
export function DashboardFigures({ dashboard }: { dashboard: Dashboard }) {
  const { text } = useText();
  const { exposure, margin, asset, programmeId } = dashboard;
  const net = dashboard.yield.platformNet;
  const overdueRate = ratio(exposure.overduePrincipal, exposure.outstanding);
  const lineUse = ratio(exposure.outstanding, exposure.lineLimit);
  const netShare = ratio(net, dashboard.yield.customerInterest);
  const below = compare(margin.held, margin.required) < 0;
  const loans = (search: Record<string, string>, value: string) => (
    <Link to="/loans" search={{ programmeId, ...search }} className="figure-link">
      <ShortMoney value={value} asset={asset} />
    </Link>
  );
  const figures: Figure[] = [
    {
      key: 'outstanding',
      label: text('programme:outstanding'),
      value: loans({}, exposure.outstanding),
      note: lineUse && `${text('programme:lineUse')} ${percent(lineUse, 1)} %`,
    },
    {
      key: 'loans',
      label: text('programme:loans'),
      value: (
        <Link to="/loans" search={{ programmeId }} className="figure-link">
          <Count value={exposure.loans} />
        </Link>
      ),
      note: `${text('programme:customers')} ${exposure.customers.toLocaleString('en-US')}`,
    },
    {
      key: 'disbursed',
      label: text('programme:disbursed'),
      value: <ShortMoney value={exposure.disbursed} asset={asset} />,
      note: <LineLimit value={exposure.lineLimit} asset={asset} />,
    },
    {
      key: 'overdue',
      label: text('programme:overdue'),
      value: loans({ state: 'overdue' }, exposure.overduePrincipal),
      note: overdueRate && `${text('programme:overdueRate')} ${percent(overdueRate)} %`,
    },
    {
      key: 'coverage',
      label: text('programme:coverage'),
      value: (
        <Link to="/partners/margin" search={{ programmeId }} className="figure-link">
          {margin.coverage === null ? '–' : <Rate value={margin.coverage} />}
        </Link>
      ),
      note: text(below ? 'programme:belowBand' : compare(margin.held, margin.ceiling) > 0 ? 'programme:aboveBand' : 'programme:inBand'),
      ...(below && { tone: 'bad' as const }),
    },
    {
      key: 'net',
      label: text('programme:platformNet'),
      value: (
        <Link to="/partners/settlements" search={{ programmeId }} className="figure-link">
          <ShortMoney value={net} asset={asset} />
        </Link>
      ),
      note: netShare && text('programme:netShare', { rate: percent(netShare, 1) }),
    },
  ];
  return <KeyFigures figures={figures} testId="dashboard-figures" />;
}

function LineLimit({ value, asset }: { value: string; asset: string }) {
  const { text } = useText();
  return (
    <>
      {text('programme:lineLimit')} <ShortMoney value={value} asset={asset} />
    </>
  );
}
