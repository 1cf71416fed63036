import type { LoanDetail, ScheduleRow } from '@jinqiao/api';
import { Descriptions } from 'antd';
import { type Column, countColumn, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { assetName, Money, Rate } from '../../components/figures.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { isZero, sum } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

function Terms({ loan }: { loan: LoanDetail }) {
  const { text, term } = useText();
  const items = [
    { key: 'disbursedOn', label: text('loan:disbursedOn'), children: <span className="num">{loan.disbursedOn}</span> },
    { key: 'dueDay', label: text('loan:dueDay'), children: <span className="num">{loan.dueDay}</span> },
    { key: 'method', label: text('loan:method'), children: term('loan:method', loan.method) },
    { key: 'periods', label: text('loan:periods'), children: <span className="num">{loan.periods}</span> },
    { key: 'rate', label: text('loan:rate'), children: <Rate value={loan.rate} /> },
    { key: 'bankRate', label: text('loan:bankRate'), children: <Rate value={loan.bankRate} /> },
    { key: 'penaltyRate', label: text('loan:penaltyRate'), children: <Rate value={loan.penaltyRate} /> },
    { key: 'asset', label: text('common:asset'), children: assetName(loan.asset) },
    { key: 'nominal', label: text('loan:costNominal'), children: <Rate value={loan.annualCostNominal} /> },
    { key: 'effective', label: text('loan:costEffective'), children: <Rate value={loan.annualCostEffective} /> },
    { key: 'line', label: text('loan:lineId'), children: <span className="id wrap">{loan.lineId}</span>, span: 2 },
    { key: 'hash', label: text('loan:agreementHash'), children: <span className="id wrap">{loan.agreementHash}</span>, span: 2 },
  ];
  return (
    <Section title={text('loan:terms')} testId="loan-terms">
      <Descriptions size="small" column={2} items={items} />
    </Section>
  );
}

type BalanceRow = { key: string; name: string; owed: string; paid: string };

function Balance({ loan }: { loan: LoanDetail }) {
  const { text } = useText();
  const row = (key: 'principal' | 'interest' | 'penalty' | 'fees', name: string): BalanceRow => ({ key, name, owed: loan.owed[key], paid: loan.paid[key] });
  const rows = [
    row('principal', text('loan:itemPrincipal')),
    row('interest', text('loan:interest')),
    row('penalty', text('loan:penalty')),
    row('fees', text('loan:fees')),
  ];
  const columns: Column<BalanceRow>[] = [
    textColumn('name', text('loan:item'), (line) => line.name),
    moneyColumn('owed', text('loan:owed'), (line) => line.owed),
    moneyColumn('paid', text('loan:paid'), (line) => line.paid),
  ];
  const recourse = !isZero(loan.recourse.claim);
  return (
    <Section flush title={`${text('loan:balance')} (${assetName(loan.asset)})`} testId="loan-balance">
      <DataTable
        columns={columns}
        rows={rows}
        rowKey={(line) => line.key}
        empty=""
        testId="balance"
        totals={{ name: text('common:total'), owed: <Money value={loan.owed.total} />, paid: <Money value={loan.paid.total} /> }}
      />
      {recourse && (
        <p className="recourse" data-testid="loan-recourse">
          {text('loan:claim')} <Money value={loan.recourse.claim} /> · {text('loan:recovered')} <Money value={loan.recourse.recovered} />
        </p>
      )}
    </Section>
  );
}

function Schedule({ loan }: { loan: LoanDetail }) {
  const { text, term } = useText();
  const columns: Column<ScheduleRow>[] = [
    countColumn('n', text('loan:period'), (row) => row.n, { width: 56 }),
    dateColumn('dueOn', text('loan:dueOn'), (row) => row.dueOn),
    moneyColumn('principal', text('loan:itemPrincipal'), (row) => row.principal),
    moneyColumn('interest', text('loan:interest'), (row) => row.interest),
    moneyColumn('total', text('loan:instalment'), (row) => row.total),
    moneyColumn('penalty', text('loan:penalty'), (row) => row.penalty),
    moneyColumn('paid', text('loan:paid'), (row) => row.paid),
    moneyColumn('balance', text('loan:balanceAfter'), (row) => row.balance),
    textColumn('state', text('common:state'), (row) => term('loan:row', row.state), {
      width: 96,
      render: (row) => <StateTag area="loan:row" state={row.state} />,
    }),
    dateColumn('settledOn', text('loan:settledOn'), (row) => row.settledOn),
  ];
  const total = (pick: (row: ScheduleRow) => string) => <Money value={sum(loan.schedule.map(pick))} />;
  return (
    <Section
      flush
      title={`${text('loan:schedule')} (${assetName(loan.asset)})`}
      testId="loan-schedule"
      extra={<ExportRows name={`schedule-${loan.id}`} columns={columns} rows={loan.schedule} />}
    >
      <DataTable
        columns={columns}
        rows={loan.schedule}
        rowKey={(row) => String(row.n)}
        empty={text('common:noData')}
        testId="schedule"
        rowClassName={(row) => (row.state === 'overdue' ? 'row-bad' : '')}
        totals={{
          dueOn: text('common:total'),
          principal: total((row) => row.principal),
          interest: total((row) => row.interest),
          total: total((row) => row.total),
          penalty: total((row) => row.penalty),
          paid: total((row) => row.paid),
        }}
      />
    </Section>
  );
}

export function LoanOverview({ loan }: { loan: LoanDetail }) {
  return (
    <div className="stack">
      <div className="columns wide-left">
        <Terms loan={loan} />
        <Balance loan={loan} />
      </div>
      <Schedule loan={loan} />
    </div>
  );
}
