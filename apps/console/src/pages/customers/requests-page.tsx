import type { StaffRequest } from '@jinqiao/api';
import { App, Button, Space } from 'antd';
import { useCheckRequest } from '../../api/parties.ts';
import { useMay, useSession } from '../../app/session.ts';
import { CustomerLink, textColumn } from '../../components/columns.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useText } from '../../i18n/index.ts';
import { useRequestColumns } from './customer-standing.tsx';
import './party-texts.ts';

function useCheckColumn() {
  const { text } = useText();
  const { message } = App.useApp();
  const may = useMay('restrict');
  const login = useSession()?.login;
  const command = useCheckRequest();
  const check = (id: string, outcome: 'approved' | 'refused') => command.mutate({ id, outcome }, { onSuccess: () => void message.success(text('party:done')) });
  const column = textColumn<StaffRequest>('check', '', () => '', {
    render: (row) => {
      if (row.madeBy === login) return <span className="muted">{text('party:own')}</span>;
      return may ? (
        <Space>
          <Button size="small" type="primary" loading={command.isPending} onClick={() => check(row.id, 'approved')} data-testid="approve">
            {text('party:approve')}
          </Button>
          <Button size="small" loading={command.isPending} onClick={() => check(row.id, 'refused')} data-testid="refuse">
            {text('party:refuse')}
          </Button>
        </Space>
      ) : null;
    },
  });
  return { column, error: command.error };
}

/** The desk of requests about customers that wait for a second person. */
export function RequestsPage() {
  const { text } = useText();
  const base = useRequestColumns().filter((column) => column.key !== 'outcome' && column.key !== 'checkedBy');
  const { column, error } = useCheckColumn();
  const customer = textColumn<StaffRequest>('customer', text('customer:title'), (row) => row.customerName, {
    render: (row) => <CustomerLink id={row.customerId} name={row.customerName} />,
  });
  return (
    <>
      <PageHead title={text('party:requests')} lead={text('party:requestsLead')} />
      {error && <FailureAlert error={error} />}
      <List<StaffRequest>
        resource="/staff-requests"
        name="staff-requests"
        columns={[customer, ...base, column]}
        rowKey={(row) => row.id}
        empty={text('party:noRequests')}
        testId="requests"
      />
    </>
  );
}
