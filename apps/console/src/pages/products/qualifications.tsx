import type { QualificationView } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Button, Space } from 'antd';
import { qualificationsQuery, useDecideQualification } from '../../api/products.ts';
import { useMay } from '../../app/session.ts';
import { type Column, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';

function Verdict({ customerId }: { customerId: string }) {
  const { text } = useText();
  const decide = useDecideQualification(customerId);
  return (
    <Space direction="vertical">
      <Space>
        <Button size="small" type="primary" loading={decide.isPending} onClick={() => decide.mutate({ accept: true })} data-testid="accept-qualified">
          {text('product:approve')}
        </Button>
        <Button size="small" onClick={() => decide.mutate({ accept: false })}>
          {text('product:reject')}
        </Button>
      </Space>
      {decide.error && <FailureAlert error={decide.error} />}
    </Space>
  );
}

/** Who declared to be a qualified investor and waits for somebody to look at the evidence. */
export function Qualifications() {
  const { text } = useText();
  const may = useMay('decide-product');
  const query = useQuery(qualificationsQuery);
  const columns: Column<QualificationView>[] = [
    textColumn('customer', text('product:customer'), (item) => item.customerId, { render: (item) => <span className="id">{item.customerId}</span> }),
    dateColumn('declared', text('product:declaredOn'), (item) => item.declaredOn),
    textColumn('years', text('product:years'), (item) => String(item.years)),
    moneyColumn('net', text('product:netAssets'), (item) => item.netAssets),
    moneyColumn('assets', text('product:assets'), (item) => item.assets),
    moneyColumn('income', text('product:income'), (item) => item.income),
    textColumn('evidence', text('product:evidence'), (item) => item.evidence, { render: (item) => <span className="id">{item.evidence.slice(0, 12)}…</span> }),
    ...(may
      ? [textColumn<QualificationView>('verdict', text('product:verdict'), () => '', { render: (item) => <Verdict customerId={item.customerId} /> })]
      : []),
  ];
  return (
    <Section title={text('product:qualifications')} flush>
      <DataTable
        columns={columns}
        rows={query.data?.items ?? []}
        rowKey={(item) => item.customerId}
        loading={query.isPending}
        empty={text('product:noQualifications')}
        testId="qualifications"
      />
    </Section>
  );
}
