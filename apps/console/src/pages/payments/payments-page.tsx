import type { PaymentSummary } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { ChoiceFilter, TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { SavedViews } from '../../components/saved-views.tsx';
import { useText } from '../../i18n/index.ts';
import { useInstitutionChoices } from './names.tsx';
import { usePaymentColumns } from './payment-columns.tsx';

const STATES = ['planned', 'sent', 'unknown', 'success', 'failed'] as const;
const KINDS = ['collection', 'payout', 'refund', 'entrusted', 'own-transfer'] as const;
const ALL = 'all';

export function PaymentsPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/payments' });
  const navigate = useNavigate();
  const columns = usePaymentColumns();
  const institutions = useInstitutionChoices();
  const go = (search: Record<string, string | undefined>) => void navigate({ to: '/payments', search });
  const set = (key: string) => (value: string | undefined) => go({ ...filters, [key]: value });
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const toolbar = (
    <>
      <Segmented
        value={filters.state ?? ALL}
        onChange={(next) => set('state')(next === ALL ? undefined : next)}
        options={[{ value: ALL, label: text('common:all') }, ...STATES.map((state) => ({ value: state, label: text(`payments:state.${state}`) }))]}
        data-testid="payments-views"
      />
      <TextFilter value={filters.q} onChange={set('q')} placeholder={text('payments:filter')} testId="payments-q" />
      <ChoiceFilter
        label={text('payments:kind')}
        value={filters.kind}
        choices={KINDS.map((kind) => ({ value: kind, label: text(`payments:kind.${kind}`) }))}
        onChange={set('kind')}
        testId="payments-kind"
      />
      <ChoiceFilter
        label={text('payments:institution')}
        value={filters.institutionId}
        choices={institutions}
        onChange={set('institutionId')}
        testId="payments-institution"
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
      <PageHead title={text('payments:title')} lead={text('payments:lead')} />
      <List<PaymentSummary>
        resource="/payments"
        name="payments"
        filters={filters}
        columns={columns}
        rowKey={(row) => row.id}
        empty={text('payments:empty')}
        narrowed={filtered}
        testId="payments"
        toolbar={toolbar}
        views={<SavedViews list="payments" filters={filters} onOpen={go} />}
      />
    </>
  );
}
