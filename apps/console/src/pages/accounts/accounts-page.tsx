import type { AccountOrder, AccountSummary } from '@jinqiao/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Checkbox } from 'antd';
import { listQuery } from '../../api/queries.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { ChoiceFilter, TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { ListFoot } from '../../components/list-foot.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { SavedViews } from '../../components/saved-views.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { useAccountColumns, useOrderColumns } from './columns.tsx';
import { CheckButtons } from './order-check.tsx';

const STATES = ['ACTIVE', 'UPGRADING', 'SUSPENDED', 'CLOSED'] as const;
const CLASSES = ['I', 'II', 'III'] as const;

/** What another member of staff has to check, whatever the account. */
function WaitingOrders() {
  const { text } = useText();
  const query = useInfiniteQuery(listQuery<AccountOrder>('/account-orders'));
  const orders = query.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useOrderColumns(true).filter((column) => column.key !== 'checker');
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (orders.length === 0) return null;
  return (
    <Section flush title={text('account:waiting')} testId="waiting-orders">
      <DataTable
        columns={[...columns, { key: 'check', title: '', text: () => '', render: (order: AccountOrder) => <CheckButtons order={order} /> }]}
        rows={orders}
        rowKey={(order) => order.id}
        empty={text('account:noOrders')}
        testId="waiting-orders-table"
      />
      <ListFoot query={query} shown={orders.length} testId="waiting-orders" />
    </Section>
  );
}

export function AccountsPage() {
  const { text, term } = useText();
  const filters = useSearch({ from: '/inside/accounts' });
  const navigate = useNavigate();
  const columns = useAccountColumns();
  const go = (search: Record<string, string | undefined>) => void navigate({ to: '/accounts', search });
  const set = (key: string) => (value: string | undefined) => go({ ...filters, [key]: value });
  const toolbar = (
    <>
      <TextFilter value={filters.q} onChange={set('q')} placeholder={text('account:filter')} testId="accounts-q" />
      <ChoiceFilter
        label={text('account:class')}
        value={filters.class}
        choices={CLASSES.map((value) => ({ value, label: term('account:class.bank', value) }))}
        onChange={set('class')}
        testId="accounts-class"
      />
      <ChoiceFilter
        label={text('common:state')}
        value={filters.state}
        choices={STATES.map((value) => ({ value, label: term('account:state', value) }))}
        onChange={set('state')}
        testId="accounts-state"
      />
      <Checkbox
        checked={filters.frozen === 'true'}
        onChange={(event) => set('frozen')(event.target.checked ? 'true' : undefined)}
        data-testid="accounts-frozen"
      >
        {text('account:frozenOnly')}
      </Checkbox>
    </>
  );
  return (
    <>
      <PageHead title={text('account:title')} />
      <div className="stack">
        <WaitingOrders />
        <List<AccountSummary>
          resource="/accounts"
          name="held-accounts"
          filters={filters}
          columns={columns}
          rowKey={(row) => row.id}
          empty={text('account:empty')}
          narrowed={Object.values(filters).some((value) => value !== undefined)}
          testId="held-accounts"
          toolbar={toolbar}
          views={<SavedViews list="held-accounts" filters={filters} onOpen={go} />}
        />
      </div>
    </>
  );
}
