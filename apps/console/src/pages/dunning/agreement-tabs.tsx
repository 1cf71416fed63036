import type { DunningCaseDetail, DunningPlan } from '@jinqiao/api';
import { Alert, Descriptions, Empty } from 'antd';
import { useState } from 'react';
import { useDunningCommand } from '../../api/dunning.ts';
import { useMay } from '../../app/session.ts';
import { dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Money } from '../../components/figures.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { addDays } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import { ChoiceField, FormFoot, TextField } from './fields.tsx';

type Promised = DunningCaseDetail['promises'][number];
type Instalment = DunningPlan['instalments'][number];
type Offer = DunningCaseDetail['settlements'][number];
type Tab = { item: DunningCaseDetail; may: boolean; today: string };

export function PromiseTab({ item, may, today }: Tab) {
  const { text } = useText();
  const [amount, setAmount] = useState(item.owedToday);
  const [dueOn, setDueOn] = useState(addDays(today, 3));
  const command = useDunningCommand<object>(`cases/${item.id}/promises`);
  return (
    <div className="stack">
      {may && (
        <div className="stack" data-testid="promise-form">
          <div className="form-pair">
            <TextField id="promise-amount" label={text('dunning:amount')} value={amount} onChange={setAmount} max={20} />
            <TextField id="promise-due" label={text('dunning:dueOn')} value={dueOn} onChange={setDueOn} max={10} />
          </div>
          <FormFoot
            error={command.error}
            pending={command.isPending}
            label={text('dunning:promise')}
            onSubmit={() => command.mutate({ amount, dueOn })}
            testId="promise-submit"
          />
        </div>
      )}
      <DataTable
        columns={[
          dateColumn('due', text('dunning:dueOn'), (row: Promised) => row.dueOn),
          moneyColumn('amount', text('dunning:amount'), (row: Promised) => row.amount),
          moneyColumn('received', text('dunning:received'), (row: Promised) => row.received),
          textColumn('state', text('common:state'), (row: Promised) => row.state, {
            render: (row: Promised) => <StateTag area="dunning:state" state={row.state} />,
          }),
        ]}
        rows={item.promises}
        rowKey={(row) => row.id}
        empty={text('dunning:noPromises')}
        testId="promises"
      />
    </div>
  );
}

function Hardships({ item }: { item: DunningCaseDetail }) {
  const { text } = useText();
  return item.hardships.map((request) => (
    <Alert
      key={request.id}
      type={request.state === 'open' ? 'warning' : 'info'}
      title={
        <>
          {text('dunning:hardship')} · {text('dunning:monthly')} <Money value={request.monthly} /> <StateTag area="dunning:state" state={request.state} />
        </>
      }
      description={`${request.reason}${request.answer ? ` — ${request.answer}` : ''}`}
    />
  ));
}

function PlanCard({ plan }: { plan: DunningPlan }) {
  const { text } = useText();
  const may = useMay('decide-dunning');
  const [reason, setReason] = useState('');
  const command = useDunningCommand<object>(`plans/${plan.id}/extension`, () => setReason(''));
  return (
    <div className="stack" data-testid="plan">
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: 'total', label: text('dunning:total'), children: <Money value={plan.total} /> },
          { key: 'received', label: text('dunning:received'), children: <Money value={plan.received} /> },
          { key: 'made', label: text('dunning:madeBy'), children: `${plan.madeBy} ${plan.madeOn}` },
          { key: 'checked', label: text('reconciliation:checker'), children: plan.checkedBy ?? '–' },
          { key: 'state', label: text('common:state'), children: <StateTag area="dunning:state" state={plan.state} /> },
          { key: 'extensions', label: text('dunning:extensions'), children: plan.extensions },
        ]}
      />
      <DataTable
        columns={[
          textColumn('n', '#', (row: Instalment) => String(row.n), { width: 48 }),
          dateColumn('due', text('dunning:dueOn'), (row: Instalment) => row.dueOn),
          moneyColumn('amount', text('dunning:amount'), (row: Instalment) => row.amount),
          dateColumn('paid', text('dunning:paidOn'), (row: Instalment) => row.paidOn),
          dateColumn('failed', text('dunning:failedOn'), (row: Instalment) => row.failedOn),
        ]}
        rows={plan.instalments}
        rowKey={(row) => String(row.n)}
        empty={text('dunning:noPlans')}
        testId="plan-instalments"
      />
      {may && plan.state === 'active' && (
        <>
          <TextField id={`extend-${plan.id}`} label={text('dunning:reason')} value={reason} onChange={setReason} />
          <FormFoot
            error={command.error}
            pending={command.isPending}
            disabled={reason.trim().length < 4}
            label={text('dunning:extend')}
            onSubmit={() => command.mutate({ reason })}
            testId="plan-extend"
          />
        </>
      )}
    </div>
  );
}

/** The claims of a case that are the platform's own. */
function ownClaims(item: DunningCaseDetail) {
  return item.debts.filter(({ ours, leftOn }) => ours && leftOn === null);
}

export function PlanTab({ item, may, today }: Tab) {
  const { text } = useText();
  const claims = ownClaims(item);
  const [contractId, setContract] = useState(claims[0]?.contractId ?? '');
  const [periods, setPeriods] = useState('6');
  const [firstOn, setFirst] = useState(addDays(today, 7));
  const [reason, setReason] = useState('');
  const command = useDunningCommand<object>(`cases/${item.id}/plans`);
  return (
    <div className="stack">
      <Hardships item={item} />
      {claims.length === 0 && item.state === 'open' && <Alert type="info" showIcon title={text('dunning:notOurs')} data-testid="not-ours" />}
      {may && claims.length > 0 && (
        <div className="stack" data-testid="plan-form">
          <div className="form-pair">
            <ChoiceField
              id="plan-contract"
              label={text('dunning:contract')}
              value={contractId}
              options={claims.map(({ contractId: value }) => ({ value, label: value }))}
              onChange={setContract}
            />
            <TextField id="plan-periods" label={text('dunning:periods')} value={periods} onChange={setPeriods} max={3} />
            <TextField id="plan-first" label={text('dunning:firstOn')} value={firstOn} onChange={setFirst} max={10} />
          </div>
          <TextField id="plan-reason" label={text('dunning:reason')} value={reason} onChange={setReason} rows={2} />
          <FormFoot
            error={command.error}
            pending={command.isPending}
            disabled={reason.trim().length < 4 || !/^\d+$/.test(periods)}
            label={text('dunning:propose')}
            onSubmit={() => command.mutate({ contractId, periods: Number(periods), firstOn, reason })}
            testId="plan-submit"
          />
        </div>
      )}
      {item.plans.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('dunning:noPlans')} />
      ) : (
        item.plans.map((plan) => <PlanCard key={plan.id} plan={plan} />)
      )}
    </div>
  );
}

export function SettlementTab({ item, may, today }: Tab) {
  const { text } = useText();
  const claims = ownClaims(item);
  const [contractId, setContract] = useState(claims[0]?.contractId ?? '');
  const [amount, setAmount] = useState('');
  const [validUntil, setUntil] = useState(addDays(today, 14));
  const [reason, setReason] = useState('');
  const command = useDunningCommand<object>(`cases/${item.id}/settlements`);
  return (
    <div className="stack">
      {claims.length === 0 && item.state === 'open' && <Alert type="info" showIcon title={text('dunning:notOurs')} />}
      {may && claims.length > 0 && (
        <div className="stack" data-testid="settlement-form">
          <div className="form-pair">
            <ChoiceField
              id="settlement-contract"
              label={text('dunning:contract')}
              value={contractId}
              options={claims.map(({ contractId: value }) => ({ value, label: value }))}
              onChange={setContract}
            />
            <TextField id="settlement-amount" label={text('dunning:amount')} value={amount} onChange={setAmount} max={20} />
            <TextField id="settlement-until" label={text('dunning:validUntil')} value={validUntil} onChange={setUntil} max={10} />
          </div>
          <TextField id="settlement-reason" label={text('dunning:reason')} value={reason} onChange={setReason} rows={2} />
          <FormFoot
            error={command.error}
            pending={command.isPending}
            disabled={reason.trim().length < 4 || amount.trim() === ''}
            label={text('dunning:offer')}
            onSubmit={() => command.mutate({ contractId, amount, validUntil, reason })}
            testId="settlement-submit"
          />
        </div>
      )}
      <DataTable
        columns={[
          moneyColumn('owed', text('dunning:owed'), (row: Offer) => row.owed),
          moneyColumn('amount', text('dunning:amount'), (row: Offer) => row.amount),
          moneyColumn('waived', text('dunning:waived'), (row: Offer) => row.waived),
          moneyColumn('received', text('dunning:received'), (row: Offer) => row.received),
          dateColumn('until', text('dunning:validUntil'), (row: Offer) => row.validUntil),
          textColumn('state', text('common:state'), (row: Offer) => row.state, { render: (row: Offer) => <StateTag area="dunning:state" state={row.state} /> }),
        ]}
        rows={item.settlements}
        rowKey={(row) => row.id}
        empty={text('dunning:noSettlements')}
        testId="settlements"
      />
    </div>
  );
}

export function ComplaintTab({ item }: { item: DunningCaseDetail }) {
  const { text } = useText();
  const may = useMay('open-complaint');
  const [reason, setReason] = useState('');
  const command = useDunningCommand<object>(`cases/${item.id}/complaints`, () => setReason(''));
  const open = item.complaints.some(({ state }) => state === 'open');
  return (
    <div className="stack">
      {may && !open && item.state === 'open' && (
        <div className="stack" data-testid="complaint-form">
          <p className="muted">{text('dunning:complaintWhy')}</p>
          <TextField id="complaint-reason" label={text('dunning:reason')} value={reason} onChange={setReason} rows={3} />
          <FormFoot
            error={command.error}
            pending={command.isPending}
            disabled={reason.trim().length < 4}
            label={text('dunning:openComplaint')}
            onSubmit={() => command.mutate({ reason })}
            testId="complaint-submit"
          />
        </div>
      )}
      {item.complaints.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('dunning:noComplaints')} />}
      {item.complaints.map((complaint) => (
        <div key={complaint.id} data-testid="complaint">
          <StateTag area="dunning:state" state={complaint.state} /> <span className="num">{complaint.openedOn}</span>{' '}
          <span className="muted small">
            {text('dunning:due')} <span className="num">{complaint.dueOn}</span> · {text('dunning:retain')} <span className="num">{complaint.retainUntil}</span>
          </span>
          <div>{complaint.reason}</div>
          {complaint.answer && (
            <div className="small">
              {complaint.closedBy} {complaint.closedOn}: {complaint.answer}
            </div>
          )}
        </div>
      ))}
    </div>
  );
}
