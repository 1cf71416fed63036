import type { ComplianceDecision } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Segmented, Tag } from 'antd';
import { type Column, CustomerLink, dateColumn, textColumn } from '../../components/columns.tsx';
import { DecisionRules } from '../../components/decision-list.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import './shared.tsx';

const SHOWS = ['all', 'refused', 'breached'] as const;

/** Every action that was decided, each with the whole vector of results. */
export function DecisionsPage() {
  const { text, term } = useText();
  const { show = 'all' } = useSearch({ from: '/inside/compliance/decisions' });
  const navigate = useNavigate();
  const columns: Column<ComplianceDecision>[] = [
    dateColumn('date', text('common:businessDate'), (decision) => decision.businessDate),
    textColumn('action', text('compliance:actions'), (decision) => term('compliance:action', decision.action ?? decision.kind)),
    textColumn('outcome', text('compliance:outcomeTitle'), (decision) => term('loan:outcome', decision.outcome), {
      render: (decision) => <StateTag area="loan:outcome" state={decision.outcome} />,
    }),
    textColumn('breaches', text('compliance:breaches'), (decision) => decision.breaches.join(' '), {
      render: (decision) => (decision.breaches.length === 0 ? <span className="muted">–</span> : decision.breaches.map((rule) => <Tag key={rule}>{rule}</Tag>)),
    }),
    textColumn('profile', text('compliance:profile'), (decision) => (decision.profile === null ? '' : term('compliance:profile', decision.profile))),
    textColumn('customer', text('compliance:customer'), (decision) => decision.customerId, {
      render: (decision) => (decision.customerId === '' ? <span className="muted">–</span> : <CustomerLink id={decision.customerId} name={null} />),
    }),
    textColumn('subject', text('common:reference'), (decision) => decision.subject, { render: (decision) => <span className="id">{decision.subject}</span> }),
  ];
  return (
    <>
      <PageHead title={text('compliance:decisions')} lead={text('compliance:decisionsLead')} />
      <List<ComplianceDecision>
        resource="/compliance/decisions"
        name="compliance-decisions"
        filters={{ show }}
        columns={columns}
        rowKey={(decision) => decision.id}
        empty={text('compliance:decisionsEmpty')}
        narrowed={show !== 'all'}
        testId="compliance-decisions"
        toolbar={
          <Segmented
            value={show}
            onChange={(next) => void navigate({ to: '/compliance/decisions', search: { show: next } })}
            options={SHOWS.map((value) => ({ value, label: text(`compliance:show.${value}`) }))}
          />
        }
        expandable={{ expandedRowRender: (decision) => <DecisionRules rules={decision.rules} /> }}
      />
    </>
  );
}
