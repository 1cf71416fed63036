import type { RiskContract, RiskContractPage } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { type Column, CustomerLink, countColumn, dateColumn, LoanLink, moneyColumn, textColumn } from '../../components/columns.tsx';
import { ChoiceFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { BucketTag, StateTag } from '../../components/state-tag.tsx';
import { grouped } from '../../format/decimal.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { risk as texts } from '../../i18n/texts/risk.ts';

addTexts('risk', texts);

const STATUSES = ['M0', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7+', 'paid-off', 'written-off'] as const;
const TIERS = ['non-performing', 'normal', 'special-mention', 'substandard', 'doubtful', 'loss'] as const;
const STAGES = ['1', '2', '3'] as const;

function useColumns(): Column<RiskContract>[] {
  const { text, term } = useText();
  return [
    textColumn('contract', text('risk:contract'), (row) => row.id, {
      render: (row) => (row.product === 'joint-loan' ? <LoanLink id={row.id} /> : <span className="id">{row.id}</span>),
    }),
    textColumn('customer', text('risk:customer'), (row) => row.customerId, {
      render: (row) => <CustomerLink id={row.customerId} name={null} />,
      optional: true,
    }),
    textColumn('scope', text('risk:scope'), (row) => row.scope),
    textColumn('grade', text('risk:grade'), (row) => row.grade),
    textColumn('bucket', text('risk:bucket'), (row) => term('risk:status', row.status), {
      render: (row) => (row.status.startsWith('M') ? <BucketTag bucket={row.status} /> : term('risk:status', row.status)),
    }),
    countColumn('dpd', text('risk:dpd'), (row) => row.daysPastDue),
    textColumn('tier', text('risk:tier'), (row) => term('risk:tier', row.tier)),
    countColumn('stage', text('risk:stage'), (row) => row.stage),
    moneyColumn('outstanding', text('risk:outstanding'), (row) => row.outstanding),
    moneyColumn('overdue', text('risk:overdueAmount'), (row) => row.overdue),
    moneyColumn('provision', text('risk:expected'), (row) => row.provision),
    textColumn('state', text('risk:state'), (row) => term('risk:state', row.state), { render: (row) => <StateTag area="risk:state" state={row.state} /> }),
    dateColumn('originatedOn', text('risk:originatedOn'), (row) => row.originatedOn),
    moneyColumn('amount', text('risk:amount'), (row) => row.amount, { optional: true }),
    moneyColumn('writtenOff', text('risk:writtenOff'), (row) => row.writtenOff, { optional: true }),
    moneyColumn('recovered', text('risk:recovered'), (row) => row.recovered, { optional: true }),
    textColumn('restructured', text('risk:restructured'), (row) => (row.restructured ? text('risk:yes') : ''), { optional: true }),
  ];
}

type Filter = {
  readonly [K in 'asOf' | 'product' | 'scope' | 'grade' | 'status' | 'tier' | 'stage' | 'minDpd' | 'cohort' | 'customerId']?: string | undefined;
};

function Filters({ filters, filtered, go }: { filters: Filter; filtered: boolean; go: (search: Filter) => void }) {
  const { text, term } = useText();
  const set = (key: string) => (value: string | undefined) => go({ ...filters, [key]: value });
  const choice = (key: 'status' | 'tier' | 'stage', label: string, values: readonly string[]) => (
    <ChoiceFilter
      label={label}
      value={filters[key]}
      choices={values.map((value) => ({ value, label: term(`risk:${key}`, value) }))}
      onChange={set(key)}
      testId={`positions-${key}`}
    />
  );
  return (
    <>
      {choice('status', text('risk:bucket'), STATUSES)}
      {choice('tier', text('risk:tier'), TIERS)}
      {choice('stage', text('risk:stage'), STAGES)}
      {(['grade', 'scope', 'product', 'cohort', 'minDpd'] as const).map(
        (key) =>
          filters[key] && (
            <ChoiceFilter
              key={key}
              label={text(`risk:${key}`)}
              value={filters[key]}
              choices={[{ value: filters[key], label: `${text(`risk:${key}`)} ${filters[key]}` }]}
              onChange={set(key)}
              testId={`positions-${key}`}
            />
          ),
      )}
      {filtered && (
        <Button type="link" size="small" onClick={() => go({ asOf: filters.asOf })}>
          {text('common:clearFilters')}
        </Button>
      )}
    </>
  );
}

/** The contracts behind a figure of the portfolio, at its month-end. */
export function ContractsPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/risk/contracts' });
  const navigate = useNavigate();
  const columns = useColumns();
  const go = (search: Filter) => void navigate({ to: '/risk/contracts', search });
  const { asOf, ...narrowing } = filters;
  const filtered = Object.values(narrowing).some((value) => value !== undefined);
  return (
    <>
      <PageHead
        title={text('risk:contractsTitle')}
        crumbs={[{ label: text('risk:portfolio'), link: { to: '/risk/portfolio', search: { asOf } } }]}
        {...(asOf && { lead: `${text('risk:asOf')} ${asOf}` })}
      />
      <List<RiskContract, RiskContractPage>
        resource="/risk/contracts"
        name="risk-contracts"
        filters={filters}
        columns={columns}
        rowKey={(row) => row.id}
        empty={text('risk:positionsEmpty')}
        narrowed={filtered}
        testId="positions"
        toolbar={<Filters filters={filters} filtered={filtered} go={go} />}
        summary={(page) => (
          <span className="list-totals" data-testid="positions-totals">
            {text('risk:contracts')} <strong className="num">{grouped(String(page.total))}</strong>
            <i />
            {text('risk:totalOutstanding')} <strong className="num">{grouped(page.outstanding)}</strong>
          </span>
        )}
        total={(page) => page.total}
      />
    </>
  );
}
