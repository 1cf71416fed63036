import type { CustomerStanding, RestrictionView, StaffRequest } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Radio, Skeleton, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { customerStandingQuery, useAskToClose, useAskToLift, useRestrict } from '../../api/parties.ts';
import { useMay } from '../../app/session.ts';
import { type Column, CustomerLink, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { ReasonField, reasonFits } from './reason-field.tsx';
import './party-texts.ts';

const SCOPES = ['new-business', 'everything'] as const;
const CAUSES = ['judicial', 'risk', 'anti-money-laundering', 'identity', 'customer-request'] as const;

/** A side panel that asks for a reason and sends. */
function ReasonPanel(props: {
  title: string;
  hint: string;
  open: boolean;
  pending: boolean;
  error: unknown;
  children?: ReactNode;
  onSend: (reason: string) => void;
  onClose: () => void;
}) {
  const { text } = useText();
  const [reason, setReason] = useState('');
  return (
    <Drawer title={props.title} open={props.open} onClose={props.onClose} size={420} destroyOnHidden data-testid="reason-panel">
      <div className="stack">
        <p className="muted">{props.hint}</p>
        {props.children}
        <ReasonField value={reason} onChange={setReason} />
        {props.error !== null && props.error !== undefined && <FailureAlert error={props.error} />}
        <div className="panel-foot">
          <Button type="primary" disabled={!reasonFits(reason)} loading={props.pending} onClick={() => props.onSend(reason.trim())} data-testid="reason-submit">
            {text('party:submit')}
          </Button>
        </div>
      </div>
    </Drawer>
  );
}

function RestrictPanel({ customerId, open, onClose }: { customerId: string; open: boolean; onClose: () => void }) {
  const { text, term } = useText();
  const { message } = App.useApp();
  const command = useRestrict(customerId);
  const [scope, setScope] = useState<string>(SCOPES[0]);
  const [cause, setCause] = useState<string>(CAUSES[1]);
  const choice = (label: string, value: string, options: readonly string[], set: (next: string) => void, area: 'party:scope' | 'party:cause') => (
    <div className="field">
      <span className="field-label">{label}</span>
      <Radio.Group
        vertical
        value={value}
        onChange={(event) => set(event.target.value)}
        options={options.map((option) => ({ value: option, label: term(area, option) }))}
      />
    </div>
  );
  return (
    <ReasonPanel
      title={text('party:restrict')}
      hint={text('party:restrictHint')}
      open={open}
      pending={command.isPending}
      error={command.error}
      onClose={onClose}
      onSend={(reason) =>
        command.mutate(
          { scope, cause, reason },
          {
            onSuccess: () => {
              void message.success(text('party:done'));
              onClose();
            },
          },
        )
      }
    >
      {choice(text('party:scope'), scope, SCOPES, setScope, 'party:scope')}
      {choice(text('party:cause'), cause, CAUSES, setCause, 'party:cause')}
    </ReasonPanel>
  );
}

function Restrictions({ customerId, standing }: { customerId: string; standing: CustomerStanding }) {
  const { text, term } = useText();
  const { message } = App.useApp();
  const may = useMay('restrict') && standing.state === 'active';
  const [placing, setPlacing] = useState(false);
  const [lifting, setLifting] = useState<string | null>(null);
  const lift = useAskToLift(customerId);
  const waiting = new Set(standing.requests.filter((request) => request.outcome === 'open').map((request) => request.restrictionId));
  const columns: Column<RestrictionView>[] = [
    dateColumn('placedOn', text('party:placedOn'), (row) => row.placedOn),
    textColumn('scope', text('party:scope'), (row) => term('party:scope', row.scope)),
    textColumn('cause', text('party:cause'), (row) => term('party:cause', row.cause)),
    textColumn('reason', text('common:reason'), (row) => row.reason),
    textColumn('placedBy', text('party:placedBy'), (row) => row.placedBy),
    textColumn('liftedOn', text('party:liftedOn'), (row) => row.liftedOn, {
      render: (row) => (row.liftedOn === null ? <Tag color="error">{text('party:inForce')}</Tag> : <span className="num">{row.liftedOn}</span>),
    }),
    textColumn('lift', '', () => '', {
      render: (row) =>
        row.liftedOn === null && may && !waiting.has(row.id) ? (
          <Button size="small" onClick={() => setLifting(row.id)} data-testid="ask-lift">
            {text('party:lift')}
          </Button>
        ) : null,
    }),
  ];
  const extra = may && (
    <Button size="small" danger onClick={() => setPlacing(true)} data-testid="restrict-open">
      {text('party:restrict')}
    </Button>
  );
  return (
    <Section flush title={text('party:restrictions')} extra={extra}>
      <DataTable columns={columns} rows={standing.restrictions} rowKey={(row) => row.id} empty={text('party:noRestrictions')} testId="restrictions" />
      <RestrictPanel customerId={customerId} open={placing} onClose={() => setPlacing(false)} />
      <ReasonPanel
        title={text('party:liftTitle')}
        hint={text('party:requestsLead')}
        open={lifting !== null}
        pending={lift.isPending}
        error={lift.error}
        onClose={() => setLifting(null)}
        onSend={(reason) =>
          lift.mutate(
            { restrictionId: lifting ?? '', reason },
            {
              onSuccess: () => {
                void message.success(text('party:done'));
                setLifting(null);
              },
            },
          )
        }
      />
    </Section>
  );
}

export function useRequestColumns(): Column<StaffRequest>[] {
  const { text, term } = useText();
  return [
    dateColumn('madeOn', text('party:madeOn'), (row) => row.madeOn),
    textColumn('action', text('party:action'), (row) => term('party:action', row.action)),
    textColumn('reason', text('common:reason'), (row) => row.reason),
    textColumn('madeBy', text('party:madeBy'), (row) => row.madeBy),
    textColumn('outcome', text('party:outcome'), (row) => term('party:outcome', row.outcome), {
      render: (row) => <StateTag area="party:outcome" state={row.outcome} />,
    }),
    textColumn('checkedBy', text('party:checkedBy'), (row) => row.checkedBy ?? '–'),
  ];
}

function Closing({ customerId, standing }: { customerId: string; standing: CustomerStanding }) {
  const { text, choose } = useText();
  const { message } = App.useApp();
  const may = useMay('restrict') && standing.state === 'active' && !standing.requests.some((row) => row.action === 'close-customer' && row.outcome === 'open');
  const [asking, setAsking] = useState(false);
  const close = useAskToClose(customerId);
  const holds = standing.holdings.length > 0;
  return (
    <Section
      title={text('party:close')}
      extra={
        may && (
          <Button size="small" disabled={holds} onClick={() => setAsking(true)} data-testid="close-customer-open">
            {text('party:close')}
          </Button>
        )
      }
    >
      {standing.state === 'closed' && <p>{text('party:closedOn', { date: standing.closedOn ?? '' })}</p>}
      {standing.joinedInto !== null && (
        <p>
          {text('party:joinedInto')} <CustomerLink id={standing.joinedInto} name={null} />
        </p>
      )}
      {standing.state === 'active' && <p className="muted">{holds ? text('party:holds') : text('party:holdsNothing')}</p>}
      {holds && (
        <ul>
          {standing.holdings.map((holding) => (
            <li key={`${holding.kind} ${holding.reference}`}>{choose(holding.zh, holding.en)}</li>
          ))}
        </ul>
      )}
      <ReasonPanel
        title={text('party:closeTitle')}
        hint={text('party:closeHint')}
        open={asking}
        pending={close.isPending}
        error={close.error}
        onClose={() => setAsking(false)}
        onSend={(reason) =>
          close.mutate(
            { reason },
            {
              onSuccess: () => {
                void message.success(text('party:done'));
                setAsking(false);
              },
            },
          )
        }
      />
    </Section>
  );
}

/** How the customer stands: restrictions, requests that two people handle, and what keeps the account from closing. */
export function CustomerStandingTab({ customerId }: { customerId: string }) {
  const { text } = useText();
  const columns = useRequestColumns();
  const { data, error, isError, refetch } = useQuery(customerStandingQuery(customerId));
  if (isError && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <div className="stack">
      {data.state !== 'active' && <Alert type="warning" showIcon title={text(data.state === 'closed' ? 'customer:state.closed' : 'customer:state.joined')} />}
      <Restrictions customerId={customerId} standing={data} />
      <Section flush title={text('party:requests')}>
        <DataTable columns={columns} rows={data.requests.toReversed()} rowKey={(row) => row.id} empty={text('party:noRequests')} testId="customer-requests" />
      </Section>
      <Closing customerId={customerId} standing={data} />
    </div>
  );
}
