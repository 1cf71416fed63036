import type { LoanPage, LoanSummary } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { ChoiceFilter, TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProgrammeSelect, useProgramme } from '../../components/programme-select.tsx';
import { SavedViews } from '../../components/saved-views.tsx';
import { grouped } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { useLoanColumns } from './loan-columns.tsx';

const STATES = ['disbursing', 'active', 'overdue', 'compensated', 'written-off', 'settled'] as const;
const ALL = 'all';
const BUCKETS = ['M0', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7+'];

function Totals({ page }: { page: LoanPage }) {
  const { text } = useText();
  return (
    <span className="list-totals" data-testid="loans-totals">
      {text('loan:totalLoans')} <strong className="num">{page.totals.loans.toLocaleString('en-US')}</strong>
      <i />
      {text('loan:totalOutstanding')} <strong className="num">{grouped(page.totals.outstanding)}</strong>
    </span>
  );
}

export function LoansPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/loans' });
  const navigate = useNavigate();
  const { programmes, programme } = useProgramme(filters.programmeId);
  const columns = useLoanColumns(programme?.asset ?? 'CNY');
  const go = (search: Record<string, string | undefined>) => void navigate({ to: '/loans', search });
  const set = (key: string) => (value: string | undefined) => go({ ...filters, [key]: value });
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const toolbar = (
    <>
      <Segmented
        value={filters.state ?? ALL}
        onChange={(next) => set('state')(next === ALL ? undefined : next)}
        options={[{ value: ALL, label: text('common:all') }, ...STATES.map((state) => ({ value: state, label: text(`loan:state.${state}`) }))]}
        data-testid="loans-views"
      />
      <TextFilter value={filters.q} onChange={set('q')} placeholder={text('loan:filter')} testId="loans-q" />
      <ChoiceFilter
        label={text('loan:bucket')}
        value={filters.bucket}
        choices={BUCKETS.map((bucket) => ({ value: bucket, label: bucket }))}
        onChange={set('bucket')}
        testId="loans-bucket"
      />
      <ProgrammeSelect any programmes={programmes} value={filters.programmeId} onChange={set('programmeId')} />
      {filters.customerId && (
        <ChoiceFilter label={text('loan:customer')} value={filters.customerId} choices={[]} onChange={set('customerId')} testId="loans-customer" />
      )}
      {filtered && (
        <Button type="link" size="small" onClick={() => go({})}>
          {text('common:clearFilters')}
        </Button>
      )}
    </>
  );
  return (
    <>
      <PageHead title={text('loan:title')} />
      <List<LoanSummary, LoanPage>
        resource="/loans"
        name="loans"
        filters={filters}
        columns={columns}
        rowKey={(loan) => loan.id}
        empty={text('loan:empty')}
        narrowed={filtered}
        testId="loans"
        toolbar={toolbar}
        views={<SavedViews list="loans" filters={filters} onOpen={go} />}
        summary={(page) => <Totals page={page} />}
        total={(page) => page.totals.loans}
      />
    </>
  );
}
