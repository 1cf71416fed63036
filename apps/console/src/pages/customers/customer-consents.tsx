import type { Consent } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Skeleton, Tag } from 'antd';
import { customerConsentsQuery } from '../../api/parties.ts';
import { type Column, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import './party-texts.ts';

function AcceptedText({ consent }: { consent: Consent }) {
  const { text, choose } = useText();
  return (
    <div className="stack">
      <p>{consent.text ? choose(consent.text.zh, consent.text.en) : text('party:noText')}</p>
      <p className="muted">
        {text('party:textHash')} <code>{consent.textHash}</code>
      </p>
    </div>
  );
}

function useColumns(): Column<Consent>[] {
  const { text, term } = useText();
  return [
    textColumn('purpose', text('customer:purpose'), (consent) => term('customer:purpose', consent.purpose)),
    textColumn('recipient', text('customer:recipient'), (consent) => term('customer:recipient', consent.recipient)),
    textColumn('items', text('party:items'), (consent) => consent.items.map((item) => term('party:item', item)).join('、') || '–'),
    textColumn('version', text('customer:textVersion'), (consent) => consent.textVersion, { render: (consent) => <code>{consent.textVersion}</code> }),
    textColumn('channel', text('party:channel'), (consent) => term('party:channel', consent.channel)),
    textColumn('granted', text('customer:grantedAt'), (consent) => consent.grantedAt, {
      render: (consent) => <span className="num">{localTime(consent.grantedAt)}</span>,
    }),
    textColumn('withdrawn', text('customer:withdrawnAt'), (consent) => consent.withdrawnAt, {
      render: (consent) =>
        consent.withdrawnAt === null ? (
          <Tag color="success">{text('customer:inForce')}</Tag>
        ) : (
          <span className="num">
            {localTime(consent.withdrawnAt)} <span className="muted">{consent.withdrawnVia && term('party:via', consent.withdrawnVia)}</span>
          </span>
        ),
    }),
  ];
}

/** The ledger of consents: each grant and withdrawal with the text that was accepted. */
export function CustomerConsentsTab({ customerId }: { customerId: string }) {
  const { text } = useText();
  const columns = useColumns();
  const { data, error, isError, refetch } = useQuery(customerConsentsQuery(customerId));
  if (isError && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const rows = data.items.toReversed();
  return (
    <Section
      flush
      title={text('customer:consents')}
      extra={<ExportRows name={`consents-${customerId}`} columns={columns} rows={rows} />}
      testId="customer-consents"
    >
      <DataTable
        columns={columns}
        rows={rows}
        rowKey={(consent) => consent.id}
        empty={text('customer:noConsents')}
        testId="consents"
        expandable={{ expandedRowRender: (consent) => <AcceptedText consent={consent} /> }}
      />
    </Section>
  );
}
