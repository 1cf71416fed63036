import type { PaymentDetail, RefundRequestView } from '@jinqiao/api';
import { App, Button, Drawer, Input, Space } from 'antd';
import { useState } from 'react';
import { useDecideRefund, useProposeRefund } from '../../api/commands.ts';
import { useMay, useSession } from '../../app/session.ts';
import { BeforeAfter } from '../../components/before-after.tsx';
import { type Column, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { Money } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { isZero } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

const REASON_MIN = 4;

function Decision({ request }: { request: RefundRequestView }) {
  const { text } = useText();
  const { message } = App.useApp();
  const may = useMay('refund');
  const session = useSession();
  const command = useDecideRefund(request.id, request.paymentId);
  if (request.state !== 'proposed' || !may) return null;
  if (request.madeBy === session?.login) return <span className="muted small">{text('payments:ownProposal')}</span>;
  const decide = (approve: boolean) => command.mutate({ approve }, { onSuccess: () => void message.success(text('payments:decided')) });
  return (
    <>
      <Space>
        <Button size="small" type="primary" loading={command.isPending} onClick={() => decide(true)} data-testid="refund-approve">
          {text('payments:approve')}
        </Button>
        <Button size="small" disabled={command.isPending} onClick={() => decide(false)} data-testid="refund-decline">
          {text('payments:decline')}
        </Button>
      </Space>
      {command.isError && <FailureAlert error={command.error} />}
    </>
  );
}

function ProposePanel({ payment, onClose }: { payment: PaymentDetail; onClose: () => void }) {
  const { text } = useText();
  const { message } = App.useApp();
  const session = useSession();
  const [amount, setAmount] = useState(payment.refundable);
  const [reason, setReason] = useState('');
  const command = useProposeRefund(payment.id);
  const done = () => {
    void message.success(text('payments:proposed'));
    onClose();
  };
  const fits = /^\d+(\.\d{1,2})?$/.test(amount.trim()) && reason.trim().length >= REASON_MIN;
  return (
    <Drawer open title={text('payments:propose')} onClose={onClose} size={460}>
      <div className="stack">
        <p className="muted">{text('payments:proposeNote')}</p>
        <div className="field">
          <label className="field-label" htmlFor="refund-amount">
            {text('payments:amount')}
          </label>
          <Input id="refund-amount" inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value)} data-testid="refund-amount" />
        </div>
        <div className="field">
          <label className="field-label" htmlFor="refund-reason">
            {text('payments:reason')}
          </label>
          <Input.TextArea
            id="refund-reason"
            rows={3}
            maxLength={500}
            placeholder={text('payments:reasonHint')}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            data-testid="refund-reason"
          />
        </div>
        <BeforeAfter
          rows={[
            [text('payments:amount'), <Money key="a" value={payment.amount} />, <Money key="b" value={payment.amount} />],
            [text('payments:refundable'), <Money key="c" value={payment.refundable} />, amount.trim() === '' ? '–' : `− ${amount.trim()}`],
          ]}
        />
        {command.isError && <FailureAlert error={command.error} />}
        <div className="panel-foot">
          <span className="muted push-right">
            {text('common:maker')} {session?.name}
          </span>
          <Button
            type="primary"
            disabled={!fits}
            loading={command.isPending}
            onClick={() => command.mutate({ amount: amount.trim(), reason: reason.trim() }, { onSuccess: done })}
            data-testid="refund-propose"
          >
            {text('payments:propose')}
          </Button>
        </div>
      </div>
    </Drawer>
  );
}

/** Refunds that were proposed for a payment, and the way to propose one. */
export function RefundRequests({ payment }: { payment: PaymentDetail }) {
  const { text, term } = useText();
  const may = useMay('refund');
  const [open, setOpen] = useState(false);
  if (payment.kind !== 'collection') return null;
  const columns: Column<RefundRequestView>[] = [
    dateColumn('madeOn', text('common:date'), (row) => row.madeOn),
    moneyColumn('amount', text('payments:amount'), (row) => row.amount),
    textColumn('reason', text('payments:reason'), (row) => row.reason),
    textColumn('state', text('common:state'), (row) => term('payments:request', row.state), {
      render: (row) => <StateTag area="payments:request" state={row.state} />,
    }),
    textColumn('madeBy', text('payments:madeBy'), (row) => row.madeBy),
    textColumn('checkedBy', text('payments:checkedBy'), (row) => row.checkedBy ?? '–'),
    textColumn('decision', '', () => '', { render: (row) => <Decision request={row} /> }),
  ];
  const extra = may && !isZero(payment.refundable) && (
    <Button size="small" onClick={() => setOpen(true)} data-testid="refund-open">
      {text('payments:propose')}
    </Button>
  );
  return (
    <Section title={text('payments:requests')} extra={extra} flush testId="refund-requests">
      <DataTable columns={columns} rows={payment.refundRequests} rowKey={(row) => row.id} empty={text('payments:noRequests')} testId="refund-request" />
      {open && <ProposePanel payment={payment} onClose={() => setOpen(false)} />}
    </Section>
  );
}
