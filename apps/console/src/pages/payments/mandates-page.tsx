import type { MandateSummary } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { type Column, CustomerLink, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { ChoiceFilter, TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { MandateLink, useInstitutionChoices, useInstitutionName } from './names.tsx';

const STATES = ['code-sent', 'active', 'refused', 'cancelled'] as const;
const ALL = 'all';

function useColumns(): Column<MandateSummary>[] {
  const { text, term } = useText();
  const nameOf = useInstitutionName();
  return [
    textColumn('id', text('common:id'), (row) => row.id, { render: (row) => <MandateLink id={row.id} /> }),
    textColumn('customer', text('payments:customer'), (row) => row.customerName, {
      render: (row) => <CustomerLink id={row.customerId} name={row.customerName} />,
    }),
    textColumn('state', text('common:state'), (row) => term('payments:mandate', row.state), {
      render: (row) => <StateTag area="payments:mandate" state={row.state} />,
    }),
    textColumn('institution', text('payments:institution'), (row) => nameOf(row.institutionId)),
    textColumn('channel', text('payments:channel'), (row) => term('payments:channel', row.channel)),
    textColumn('instrument', text('payments:instrument'), (row) => row.instrument, { render: (row) => <span className="num">{row.instrument}</span> }),
    textColumn('purpose', text('payments:purpose'), (row) => term('payments:purpose', row.purpose)),
    moneyColumn('paymentCap', text('payments:paymentCap'), (row) => row.paymentCap),
    moneyColumn('dayCap', text('payments:dayCap'), (row) => row.dayCap),
    moneyColumn('monthCap', text('payments:monthCap'), (row) => row.monthCap),
    dateColumn('signedOn', text('payments:signedOn'), (row) => row.signedOn),
    dateColumn('validThrough', text('payments:validThrough'), (row) => row.validThrough),
  ];
}

export function MandatesPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/payments/mandates' });
  const navigate = useNavigate();
  const columns = useColumns();
  const institutions = useInstitutionChoices();
  const go = (search: Record<string, string | undefined>) => void navigate({ to: '/payments/mandates', search });
  const set = (key: string) => (value: string | undefined) => go({ ...filters, [key]: value });
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const toolbar = (
    <>
      <Segmented
        value={filters.state ?? ALL}
        onChange={(next) => set('state')(next === ALL ? undefined : next)}
        options={[{ value: ALL, label: text('common:all') }, ...STATES.map((state) => ({ value: state, label: text(`payments:mandate.${state}`) }))]}
        data-testid="mandates-views"
      />
      <TextFilter value={filters.q} onChange={set('q')} placeholder={text('payments:mandateFilter')} testId="mandates-q" />
      <ChoiceFilter
        label={text('payments:institution')}
        value={filters.institutionId}
        choices={institutions}
        onChange={set('institutionId')}
        testId="mandates-institution"
      />
      {filtered && (
        <Button type="link" size="small" onClick={() => go({})}>
          {text('common:clearFilters')}
        </Button>
      )}
    </>
  );
  return (
    <>
      <PageHead title={text('payments:mandates')} lead={text('payments:mandatesLead')} />
      <List<MandateSummary>
        resource="/mandates"
        name="mandates"
        filters={filters}
        columns={columns}
        rowKey={(row) => row.id}
        empty={text('payments:mandatesEmpty')}
        narrowed={filtered}
        testId="mandates"
        toolbar={toolbar}
      />
    </>
  );
}
