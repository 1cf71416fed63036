import type { FraudLink } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useState } from 'react';
import { customerFeaturesQuery, fraudLinksQuery } from '../../api/credit.ts';
import { businessDayQuery } from '../../api/queries.ts';
import { type Column, CustomerLink, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { DateField } from '../../components/filters.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { FeatureTable } from '../risk/decision-inputs.tsx';
import '../risk/texts.ts';

function Known({ customerId }: { customerId: string }) {
  const { text } = useText();
  const today = useQuery(businessDayQuery).data?.current ?? '';
  const [chosen, setChosen] = useState<{ asOf?: string; knownOn?: string }>({});
  const asOf = chosen.asOf ?? today;
  // Until the end of the day in Shanghai.
  const knownAt = chosen.knownOn ? `${chosen.knownOn}T15:59:59Z` : '';
  const query = useQuery({ ...customerFeaturesQuery(customerId, asOf, knownAt), enabled: asOf !== '' });
  const fields = (
    <span className="inline">
      {text('credit:asOf')}{' '}
      <DateField value={asOf} onChange={(date) => setChosen({ ...chosen, asOf: date })} label={text('credit:asOf')} testId="features-as-of" />
      {text('credit:knownAt')}{' '}
      <DateField
        value={chosen.knownOn ?? ''}
        onChange={(date) => setChosen({ ...chosen, knownOn: date })}
        label={text('credit:knownAt')}
        today={today}
        testId="features-known-at"
      />
    </span>
  );
  return (
    <Section flush title={text('credit:known')} extra={fields}>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <FeatureTable features={query.data?.items ?? []} empty={text('credit:noFeatures')} />
      )}
    </Section>
  );
}

function Links({ customerId }: { customerId: string }) {
  const { text } = useText();
  const query = useQuery(fraudLinksQuery(customerId));
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active />;
  const columns: Column<FraudLink>[] = [
    textColumn('attribute', text('credit:attribute'), (link) => text(`credit:attribute.${link.attribute}`), { width: 120 }),
    textColumn('digest', text('credit:digest'), (link) => link.digest, { render: (link) => <code title={link.digest}>{link.digest.slice(0, 12)}…</code> }),
    dateColumn('first', text('credit:firstOn'), (link) => link.firstOn),
    dateColumn('last', text('credit:lastOn'), (link) => link.lastOn),
    textColumn('others', text('credit:others'), (link) => link.others.map(({ customerName }) => customerName).join(' '), {
      render: (link) =>
        link.others.length === 0 ? (
          <span className="muted">{text('credit:none')}</span>
        ) : (
          <span className="inline">
            {link.others.map((other) => (
              <CustomerLink key={other.customerId} id={other.customerId} name={other.customerName} />
            ))}
          </span>
        ),
    }),
  ];
  return (
    <Section flush title={text('credit:links')} extra={<span className="muted">{text('credit:linksNote')}</span>}>
      <DataTable
        columns={columns}
        rows={query.data.items}
        rowKey={(link) => `${link.attribute} ${link.digest}`}
        empty={text('credit:noLinks')}
        testId="fraud-links"
      />
    </Section>
  );
}

/** What was known of a customer at a time, and with whom they share what. */
export function CustomerRiskTab({ customerId }: { customerId: string }) {
  return (
    <div className="stack">
      <Known customerId={customerId} />
      <Links customerId={customerId} />
    </div>
  );
}
