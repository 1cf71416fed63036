import type { Treasury, TreasuryOrderView } from '@jinqiao/api';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Descriptions, Input, Segmented, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { read, write } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { businessDayQuery } from '../../api/queries.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { grouped, percent } from '../../format/decimal.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { treasury as texts } from '../../i18n/texts/treasury.ts';

addTexts('treasury', texts);

const treasuryQuery = queryOptions({ queryKey: ['treasury'], queryFn: ({ signal }) => read<Treasury>('/treasury', {}, signal) });
const KINDS = ['contribute', 'withdraw', 'deposit'] as const;
const FIELDS = ['amount', 'bank', 'reference'] as const;
const TERM = ['rate', 'from', 'to'] as const;
type Given = Record<(typeof FIELDS)[number] | (typeof TERM)[number], string>;

function Propose({ today }: { today: string }) {
  const { text } = useText();
  const client = useQueryClient();
  const [kind, setKind] = useState<(typeof KINDS)[number]>('contribute');
  const [given, setGiven] = useState<Given>({ amount: '', bank: '', reference: '', rate: '0.015', from: today, to: today });
  const command = useCommand<Given & { kind: string }, TreasuryOrderView>(
    (body, key) => write('POST', '/treasury/orders', key, body),
    () => void client.invalidateQueries({ queryKey: ['treasury'] }),
    ['propose-treasury'],
  );
  const shown = kind === 'deposit' ? [...FIELDS, ...TERM] : FIELDS;
  return (
    <Section title={text('treasury:propose')}>
      <div className="stack" data-testid="propose-treasury">
        <Segmented value={kind} onChange={setKind} options={KINDS.map((value) => ({ value, label: text(`treasury:kind.${value}`) }))} />
        <div className="proposal-form">
          {shown.map((field) => (
            <div key={field} className="field">
              <label className="field-label" htmlFor={`treasury-${field}`}>
                {text(`treasury:${field}`)}
              </label>
              <Input
                id={`treasury-${field}`}
                value={given[field]}
                onChange={(event) => setGiven({ ...given, [field]: event.target.value })}
                data-testid={`treasury-${field}`}
              />
            </div>
          ))}
        </div>
        {command.error && <FailureAlert error={command.error} />}
        <Button
          type="primary"
          disabled={FIELDS.some((field) => given[field].trim() === '')}
          loading={command.isPending}
          onClick={() => command.mutate(kind === 'deposit' ? { ...given, kind } : { ...given, kind, rate: '0', to: given.from })}
          data-testid="treasury-submit"
        >
          {text('treasury:propose')}
        </Button>
      </div>
    </Section>
  );
}

function Verdict({ order }: { order: TreasuryOrderView }) {
  const { text } = useText();
  const client = useQueryClient();
  const session = useSession();
  const may = useMay('decide-treasury');
  const command = useCommand<{ approve: boolean }, TreasuryOrderView>(
    (body, key) => write('POST', `/treasury/orders/${encodeURIComponent(order.id)}/verdict`, key, body),
    () => void client.invalidateQueries({ queryKey: ['treasury'] }),
    ['decide-treasury', order.id],
  );
  if (order.state !== 'proposed' || !may || session?.login === order.madeBy) return <>{order.checkedBy ?? '–'}</>;
  return (
    <Space direction="vertical">
      <Space>
        <Button size="small" type="primary" loading={command.isPending} onClick={() => command.mutate({ approve: true })} data-testid={`approve-${order.kind}`}>
          {text('treasury:approve')}
        </Button>
        <Button size="small" onClick={() => command.mutate({ approve: false })}>
          {text('treasury:reject')}
        </Button>
      </Space>
      {command.error && <FailureAlert error={command.error} />}
    </Space>
  );
}

/** The house's own money: what there is, the deposits that run, and what two people decide. */
export function TreasuryPage() {
  const { text, term } = useText();
  const may = useMay('propose-treasury');
  const today = useQuery(businessDayQuery).data?.current;
  const { data, error, isError, refetch, dataUpdatedAt } = useQuery(treasuryQuery);
  const columns: Column<TreasuryOrderView>[] = [
    textColumn('kind', text('common:kind'), (order) => term('treasury:kind', order.kind)),
    moneyColumn('amount', text('treasury:amount'), (order) => order.amount),
    textColumn('bank', text('treasury:bank'), (order) => order.bank),
    textColumn('rate', text('treasury:rate'), (order) => (order.kind === 'deposit' ? percent(order.rate) : '–')),
    dateColumn('from', text('treasury:from'), (order) => order.from),
    dateColumn('to', text('treasury:to'), (order) => order.to),
    moneyColumn('accrued', text('treasury:accrued'), (order) => order.accrued),
    textColumn('reference', text('treasury:reference'), (order) => order.reference),
    textColumn('maker', text('treasury:maker'), (order) => order.madeBy),
    textColumn('checker', text('treasury:checker'), (order) => order.checkedBy, { render: (order) => <Verdict order={order} /> }),
    textColumn('state', text('common:state'), (order) => term('treasury:state', order.state), {
      render: (order) => <StateTag area="treasury:state" state={order.state} />,
    }),
  ];
  const figures = (['account', 'deposits', 'interestDue', 'interest'] as const).map((key) => ({
    key,
    label: text(`treasury:${key}`),
    children: <span className="num">{data && grouped(data[key])}</span>,
  }));
  return (
    <>
      <PageHead title={text('treasury:title')} lead={text('treasury:lead')} readAt={dataUpdatedAt} />
      {isError && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !isError && <Skeleton active paragraph={{ rows: 6 }} />}
      {data && (
        <div className="stack">
          <Section title={text('treasury:title')}>
            <div data-testid="treasury-figures">
              <Descriptions size="small" column={4} items={figures} />
            </div>
          </Section>
          {may && today && <Propose today={today} />}
          <Section title={text('treasury:orders')} flush>
            <DataTable columns={columns} rows={data.orders} rowKey={(order) => order.id} empty={text('treasury:noOrders')} testId="treasury-orders" />
          </Section>
        </div>
      )}
    </>
  );
}
