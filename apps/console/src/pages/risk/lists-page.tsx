import type { FraudListing } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { App, Descriptions, Segmented } from 'antd';
import { useState } from 'react';
import { listingsQuery, useEndListing, useEnterListing } from '../../api/credit.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, CustomerLink, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { DateField } from '../../components/filters.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { addTexts, useText } from '../../i18n/index.ts';
import { credit as texts } from '../../i18n/texts/credit.ts';
import { deskRow } from '../compliance/desk.tsx';
import { ReasonForm } from '../compliance/reason-form.tsx';
import { ChoiceField, TextField } from '../dunning/fields.tsx';

addTexts('credit', texts);

const LISTS = ['black', 'grey'] as const;
const KINDS = ['customer', 'device', 'address', 'card'] as const;
const VALUE_MIN = 8;
const VALUE_MAX = 64;

function Enter({ done }: { done: () => void }) {
  const { text } = useText();
  const { message } = App.useApp();
  const enter = useEnterListing();
  const [list, setList] = useState<(typeof LISTS)[number]>('grey');
  const [kind, setKind] = useState<(typeof KINDS)[number]>('customer');
  const [value, setValue] = useState('');
  const [validTo, setValidTo] = useState('');
  const submit = (reason: string) =>
    enter.mutate(
      { list, kind, value: value.trim(), reason, validTo: validTo || null },
      {
        onSuccess: () => {
          void message.success(text('credit:listedEntered'));
          done();
        },
      },
    );
  return (
    <Section title={text('credit:listedNew')}>
      <ReasonForm
        action={text('credit:listedEnter')}
        pending={enter.isPending}
        error={enter.error}
        disabled={value.trim().length < VALUE_MIN}
        onSubmit={submit}
      >
        <ChoiceField
          id="listed-list"
          label={text('credit:list')}
          value={list}
          options={LISTS.map((each) => ({ value: each, label: text(`credit:list.${each}`) }))}
          onChange={setList}
        />
        <ChoiceField
          id="listed-kind"
          label={text('credit:listedKind')}
          value={kind}
          options={KINDS.map((each) => ({ value: each, label: text(`credit:listedKind.${each}`) }))}
          onChange={setKind}
        />
        <TextField id="listed-value" label={text('credit:listedValue')} value={value} onChange={setValue} max={VALUE_MAX} />
        <div className="field">
          <span className="field-label">{text('credit:listedUntil')}</span>
          <DateField label={text('credit:listedUntil')} value={validTo} onChange={setValidTo} testId="listed-until" />
        </div>
      </ReasonForm>
    </Section>
  );
}

function End({ listing }: { listing: FraudListing }) {
  const { text } = useText();
  const { message } = App.useApp();
  const end = useEndListing(listing.id);
  return (
    <ReasonForm
      action={text('credit:listedEnd')}
      pending={end.isPending}
      error={end.error}
      onSubmit={(reason) => end.mutate({ reason }, { onSuccess: () => void message.success(text('credit:listedEnded')) })}
    />
  );
}

function ListingPanel({ listing }: { listing: FraudListing }) {
  const { text } = useText();
  const session = useSession();
  const may = useMay('keep-lists');
  const value = listing.kind === 'customer' ? <CustomerLink id={listing.value} name={null} /> : <span className="id">{listing.value}</span>;
  const items = [
    { key: 'kind', label: text('credit:listedKind'), children: text(`credit:listedKind.${listing.kind}`) },
    { key: 'value', label: text('credit:listedValue'), children: value },
    { key: 'reason', label: text('common:reason'), children: listing.reason },
    ...(listing.endedBy ? [{ key: 'ended', label: text('credit:listedEndedBy'), children: `${listing.endedBy}: ${listing.endedReason ?? ''}` }] : []),
  ];
  return (
    <Section title={text(`credit:list.${listing.list}`)}>
      <div className="stack" data-testid="listing-panel">
        <Descriptions size="small" column={1} items={items} />
        {listing.endedBy === null &&
          (listing.madeBy === session?.login ? <p className="muted">{text('credit:listedOwn')}</p> : may && <End listing={listing} />)}
      </div>
    </Section>
  );
}

/** The platform's own grey and black lists: who or what is on them, since when and why. */
export function ListsPage() {
  const { text } = useText();
  const { list, id } = useSearch({ from: '/inside/risk/lists' });
  const navigate = useNavigate();
  const may = useMay('keep-lists');
  const [entered, setEntered] = useState(0);
  const query = useQuery(listingsQuery);
  const items = (query.data?.items ?? []).filter((each) => list === undefined || each.list === list);
  const chosen = items.find((each) => each.id === id) ?? items[0];
  const go = (search: { list?: string | undefined; id?: string | undefined }) => void navigate({ to: '/risk/lists', search, replace: true });
  const columns: Column<FraudListing>[] = [
    textColumn('list', text('credit:list'), (each) => text(`credit:list.${each.list}`)),
    textColumn('kind', text('credit:listedKind'), (each) => text(`credit:listedKind.${each.kind}`)),
    textColumn('value', text('credit:listedValue'), (each) => each.value, { render: (each) => <span className="id">{each.value}</span> }),
    textColumn('reason', text('common:reason'), (each) => each.reason),
    dateColumn('from', text('credit:listedFrom'), (each) => each.validFrom),
    dateColumn('until', text('credit:listedUntil'), (each) => each.validTo),
    textColumn('by', text('credit:listedBy'), (each) => each.madeBy),
  ];
  return (
    <>
      <PageHead title={text('credit:lists')} lead={text('credit:listsLead')} readAt={query.dataUpdatedAt} />
      <div className="toolbar">
        <Segmented
          value={list ?? 'all'}
          onChange={(next) => go({ list: next === 'all' ? undefined : next })}
          options={[{ value: 'all', label: text('common:all') }, ...LISTS.map((value) => ({ value, label: text(`credit:list.${value}`) }))]}
          data-testid="lists"
        />
      </div>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="desk">
          <DataTable
            columns={columns}
            rows={items}
            rowKey={(each) => each.id}
            loading={query.isPending}
            empty={text('credit:listsEmpty')}
            testId="listings"
            {...deskRow(chosen, (next) => go({ list, id: next }))}
          />
          <aside className="desk-panel stack">
            {chosen && <ListingPanel key={`${chosen.id} ${chosen.endedBy}`} listing={chosen} />}
            {may && <Enter key={entered} done={() => setEntered(entered + 1)} />}
          </aside>
        </div>
      )}
    </>
  );
}
