import type { Relation } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Popconfirm, Skeleton } from 'antd';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { relationsQuery, useEndRelation } from '../../api/parties.ts';
import { businessDayQuery } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { type Column, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { percent } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import '../customers/party-texts.ts';
import { AddRelation } from './add-relation.tsx';
import { PartyLink } from './party-link.tsx';
import { RelatedSearch } from './related-search.tsx';

/** The columns, and why the last ending failed. */
function useColumns(partyId: string): { columns: Column<Relation>[]; failed: Error | null } {
  const { text, term } = useText();
  const { message } = App.useApp();
  const may = useMay('relate');
  const today = useQuery(businessDayQuery).data?.current;
  const end = useEndRelation(partyId);
  const columns: Column<Relation>[] = [
    textColumn('relation', text('party:relation'), (row) => term(`party:${row.side}`, row.kind)),
    textColumn('other', text('party:other'), (row) => row.other.name, { render: (row) => <PartyLink party={row.other} /> }),
    {
      key: 'share',
      title: text('party:share'),
      align: 'right',
      text: (row) => (row.share === null ? '' : `${percent(row.share, 2)}%`),
      render: (row) => <span className="num">{row.share === null ? '–' : `${percent(row.share, 2)} %`}</span>,
    },
    dateColumn('validFrom', text('party:validFrom'), (row) => row.validFrom),
    dateColumn('validTo', text('party:validTo'), (row) => row.validTo),
    textColumn('source', text('party:source'), (row) => row.source),
    textColumn('madeBy', text('party:madeBy'), (row) => row.madeBy),
    textColumn('end', '', () => '', {
      render: (row) =>
        may && row.validTo === null && today ? (
          <Popconfirm
            title={text('party:endRelationTitle')}
            description={<span className="num">{today}</span>}
            onConfirm={() => end.mutate({ id: row.id, validTo: today }, { onSuccess: () => void message.success(text('party:done')) })}
          >
            <Button size="small" loading={end.isPending}>
              {text('party:endRelation')}
            </Button>
          </Popconfirm>
        ) : null,
    }),
  ];
  return { columns, failed: end.error };
}

/** The relations of a party with their history, and the search for a way to another. */
export function Relations({ partyId }: { partyId: string }) {
  const { text } = useText();
  const may = useMay('relate');
  const { columns, failed } = useColumns(partyId);
  const [adding, setAdding] = useState(false);
  const { data, error, isError, refetch } = useQuery(relationsQuery(partyId));
  if (error instanceof ApiError && error.problem.code === 'PARTY_UNKNOWN') return <p className="muted">{text('party:unknownParty')}</p>;
  if (isError && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 6 }} />;
  const extra = (
    <>
      {may && (
        <Button size="small" onClick={() => setAdding(true)} data-testid="add-relation-open">
          {text('party:addRelation')}
        </Button>
      )}
      <ExportRows name={`relations-${partyId}`} columns={columns} rows={data.items} />
    </>
  );
  return (
    <div className="stack">
      <Section flush title={text('party:relations')} extra={extra}>
        <DataTable columns={columns} rows={data.items} rowKey={(row) => row.id} empty={text('party:noRelations')} testId="relations" />
      </Section>
      {failed && <FailureAlert error={failed} />}
      <RelatedSearch partyId={partyId} />
      {adding && <AddRelation partyId={partyId} onClose={() => setAdding(false)} />}
      {isError && <FailureAlert error={error} />}
    </div>
  );
}
