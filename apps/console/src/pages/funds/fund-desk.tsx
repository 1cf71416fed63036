import type { FundDetail } from '@jinqiao/api';
import { Progress } from 'antd';
import { type Column, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Section } from '../../components/section.tsx';
import { grouped } from '../../format/decimal.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { fund as texts } from '../../i18n/texts/fund.ts';

addTexts('fund', texts);

type Tally = FundDetail['open'][number];
type Forecast = NonNullable<FundDetail['forecast']>[number];

function useTallyColumns(): Column<Tally>[] {
  const { text, term } = useText();
  return [
    textColumn('kind', text('fund:kind'), (tally) => term('fund:open', tally.kind)),
    textColumn('state', text('common:state'), (tally) => term('fund:openState', tally.state)),
    textColumn('count', text('fund:count'), (tally) => String(tally.count), { render: (tally) => <span className="num">{tally.count}</span> }),
    moneyColumn('amount', text('fund:amount'), (tally) => tally.amount),
  ];
}

/** What is under way in a fund, how much of the bank's pool of the day is used, and what the next days may bring. */
export function FundDesk({ fund }: { fund: FundDetail }) {
  const { text } = useText();
  const columns = useTallyColumns();
  const ahead: Column<Forecast>[] = [
    dateColumn('date', text('common:date'), (day) => day.date),
    moneyColumn('purchased', text('fund:purchased'), (day) => day.purchased),
    moneyColumn('redeemed', text('fund:redeemed'), (day) => day.redeemed),
  ];
  return (
    <div className="columns halves">
      <Section title={text('fund:desk')} flush>
        <DataTable
          columns={columns}
          rows={[...fund.open, ...fund.conversions]}
          rowKey={(tally) => `${tally.kind} ${tally.state}`}
          empty={text('fund:nothingOpen')}
          testId="fund-open"
        />
      </Section>
      {fund.pool && (
        <Section title={text('fund:pool')}>
          <div data-testid="fund-pool">
            <Progress percent={Math.round((Number(fund.pool.used) / Number(fund.pool.size)) * 100)} />
            <p className="muted num">{text('fund:poolLine', { used: grouped(fund.pool.used), size: grouped(fund.pool.size) })}</p>
          </div>
        </Section>
      )}
      {fund.forecast && (
        <Section title={text('fund:forecast')} flush>
          <DataTable columns={ahead} rows={fund.forecast} rowKey={(day) => day.date} empty="" testId="fund-forecast" />
          <p className="muted">{text('fund:forecastNote')}</p>
        </Section>
      )}
    </div>
  );
}
