import type { CustomerIdentity, Evidence } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Descriptions, Skeleton, Tag } from 'antd';
import { customerIdentityQuery } from '../../api/parties.ts';
import { type Column, CustomerLink, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import './party-texts.ts';

const LONG_TERM = '9999-12-31';

function Known({ identity }: { identity: CustomerIdentity }) {
  const { text, term } = useText();
  const { document, level, mobile, mobileRange, numbers } = identity;
  const validThrough = document.validThrough === LONG_TERM ? text('party:longTerm') : (document.validThrough ?? '–');
  const items = [
    { key: 'level', label: text('party:level'), children: <Tag color={level === 'none' ? 'default' : 'success'}>{term('party:factor', level)}</Tag> },
    { key: 'document', label: text('party:document'), children: document.kind === null ? '–' : term('party:document', document.kind) },
    { key: 'number', label: text('customer:idNumber'), children: <span className="num">{document.number ?? '–'}</span> },
    {
      key: 'valid',
      label: text('party:validThrough'),
      children: (
        <span>
          <span className="num">{validThrough}</span> <StateTag area="party:validity" state={document.state} />
        </span>
      ),
    },
    { key: 'mobile', label: text('party:mobile'), children: <span className="num">{`${mobile} · ${term('party:range', mobileRange)}`}</span> },
    {
      key: 'numbers',
      label: text('party:numbers'),
      children: <span className="num">{numbers.map((number) => `${number.mobile} (${number.since})`).join(' · ') || mobile}</span>,
    },
  ];
  return (
    <Section
      title={text('party:tab.identity')}
      extra={document.state === 'grace' && <span className="muted">{text('party:restrictedFrom', { date: document.restrictedFrom ?? '' })}</span>}
      testId="identity-known"
    >
      <Descriptions size="small" column={3} items={items} />
    </Section>
  );
}

function EvidenceTable({ rows, name }: { rows: readonly Evidence[]; name: string }) {
  const { text, term } = useText();
  const columns: Column<Evidence>[] = [
    textColumn('foundAt', text('party:foundAt'), (row) => row.foundAt, { width: 168, render: (row) => <span className="num">{localTime(row.foundAt)}</span> }),
    textColumn('factor', text('party:factor'), (row) => term('party:factor', row.factor)),
    textColumn('provider', text('party:provider'), (row) => term('party:provider', row.provider)),
    textColumn('result', text('party:result'), (row) => term('party:result', row.result), {
      render: (row) => <StateTag area="party:result" state={row.result} />,
    }),
    textColumn('code', text('party:code'), (row) => row.code, { render: (row) => <code>{row.code}</code> }),
    textColumn('card', text('party:card'), (row) => row.card, { render: (row) => <span className="num">{row.card ?? '–'}</span> }),
    dateColumn('expiresOn', text('party:expiresOn'), (row) => row.expiresOn),
  ];
  return (
    <Section flush title={text('party:evidence')} extra={<ExportRows name={name} columns={columns} rows={rows} />}>
      <DataTable columns={columns} rows={rows} rowKey={(row) => row.id} empty={text('party:noEvidence')} testId="evidence" />
    </Section>
  );
}

function SamePerson({ rows }: { rows: CustomerIdentity['samePerson'] }) {
  const { text, term } = useText();
  const columns: Column<CustomerIdentity['samePerson'][number]>[] = [
    dateColumn('foundOn', text('common:date'), (row) => row.foundOn),
    textColumn('newcomer', text('party:newcomer'), (row) => row.customerId, { render: (row) => <CustomerLink id={row.customerId} name={null} /> }),
    textColumn('existing', text('party:existing'), (row) => row.existingCustomerId, {
      render: (row) => <CustomerLink id={row.existingCustomerId} name={null} />,
    }),
    textColumn('outcome', text('party:outcome'), (row) => term('party:outcome', row.outcome), {
      render: (row) => <StateTag area="party:outcome" state={row.outcome} />,
    }),
    textColumn('proof', text('party:proof'), (row) => (row.proof === null ? '–' : term('party:proof', row.proof))),
  ];
  return (
    <Section flush title={text('party:samePerson')}>
      <DataTable columns={columns} rows={rows} rowKey={(row) => row.id} empty={text('party:noSamePerson')} testId="same-person" />
    </Section>
  );
}

function MobileChanges({ rows }: { rows: CustomerIdentity['mobileChanges'] }) {
  const { text, term } = useText();
  const columns: Column<CustomerIdentity['mobileChanges'][number]>[] = [
    dateColumn('on', text('common:date'), (row) => row.on),
    textColumn('from', text('party:from'), (row) => row.from, { render: (row) => <span className="num">{row.from}</span> }),
    textColumn('to', text('party:to'), (row) => row.to, { render: (row) => <span className="num">{row.to}</span> }),
    textColumn('proof', text('party:proof'), (row) => term('party:proof', row.proof)),
  ];
  return (
    <Section flush title={text('party:changes')}>
      <DataTable columns={columns} rows={rows} rowKey={(row) => row.at} empty={text('party:noChanges')} testId="mobile-changes" />
    </Section>
  );
}

/** What is known of who the customer is, and what that rests on. */
export function CustomerIdentityTab({ customerId }: { customerId: string }) {
  const { data, error, isError, refetch } = useQuery(customerIdentityQuery(customerId));
  if (isError && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <div className="stack">
      <Known identity={data} />
      <EvidenceTable rows={data.evidence.toReversed()} name={`evidence-${customerId}`} />
      <SamePerson rows={data.samePerson} />
      <MobileChanges rows={data.mobileChanges.toReversed()} />
    </div>
  );
}
