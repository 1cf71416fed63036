import { UploadOutlined } from '@ant-design/icons';
import type { ScreeningHit, WatchList } from '@jinqiao/api';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { App, Button, Drawer, Segmented } from 'antd';
import { useState } from 'react';
import { useImportList, watchListsQuery } from '../../api/compliance.ts';
import { listQuery } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { type Column, countColumn, dateColumn, rateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { ListFoot } from '../../components/list-foot.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { deskRow } from './desk.tsx';
import { HitPanel } from './hit-panel.tsx';
import { ReasonForm } from './reason-form.tsx';
import { Line } from './shared.tsx';

const STATES = ['open', 'proposed', 'confirmed', 'dismissed', 'all'] as const;

function Import({ done }: { done: () => void }) {
  const { text } = useText();
  const { message } = App.useApp();
  const run = useImportList();
  const [content, setContent] = useState('');
  return (
    <ReasonForm
      action={text('compliance:propose')}
      pending={run.isPending}
      error={run.error}
      disabled={content === ''}
      onSubmit={(reason) =>
        run.mutate(
          { content, reason },
          {
            onSuccess: () => {
              void message.success(text('compliance:proposed'));
              done();
            },
          },
        )
      }
    >
      <p className="muted">{text('compliance:importHint')}</p>
      <input
        type="file"
        accept=".txt,text/plain"
        aria-label={text('compliance:importList')}
        data-testid="list-file"
        onChange={(event) => void event.target.files?.[0]?.text().then(setContent)}
      />
    </ReasonForm>
  );
}

function Lists() {
  const { text } = useText();
  const query = useQuery(watchListsQuery);
  const columns: Column<WatchList>[] = [
    textColumn('list', text('compliance:lists'), (list) => list.listId),
    countColumn('version', text('compliance:versions'), (list) => list.version),
    dateColumn('published', text('compliance:published'), (list) => list.publishedOn),
    countColumn('entries', text('compliance:entries'), (list) => list.entries),
    countColumn('screened', text('compliance:screened'), (list) => list.screenedThrough),
    textColumn('state', text('common:state'), (list) => text(`compliance:state.${list.state}`), {
      render: (list) => <StateTag area="compliance:state" state={list.state} />,
    }),
    textColumn('made', `${text('compliance:maker')} / ${text('compliance:checker')}`, (list) => `${list.madeBy} / ${list.checkedBy ?? '–'}`),
    textColumn('digest', text('compliance:digest'), (list) => list.digest, { render: (list) => <code title={list.digest}>{list.digest.slice(0, 12)}…</code> }),
  ];
  return (
    <Section flush title={text('compliance:lists')}>
      <DataTable
        columns={columns}
        rows={query.data?.items ?? []}
        rowKey={(list) => `${list.listId} ${list.version}`}
        loading={query.isPending}
        empty={text('compliance:listsEmpty')}
        testId="watch-lists"
      />
    </Section>
  );
}

/** The desk of screening hits, with the lists that they come from. */
export function ScreeningPage() {
  const { text, term } = useText();
  const { state = 'open', id } = useSearch({ from: '/inside/compliance/screening' });
  const navigate = useNavigate();
  const may = useMay('propose-change');
  const [importing, setImporting] = useState(false);
  const query = useInfiniteQuery(listQuery<ScreeningHit>('/compliance/screening/hits', state === 'all' ? {} : { state }));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.find((item) => item.id === id) ?? items[0];
  const columns: Column<ScreeningHit>[] = [
    textColumn('customer', text('compliance:customer'), (hit) => hit.customerName),
    textColumn('listed', text('compliance:listed'), (hit) => hit.listedName),
    rateColumn('score', text('compliance:score'), (hit) => hit.score),
    textColumn('on', text('compliance:matchedOn'), (hit) => term('compliance:match', hit.matchedOn)),
    textColumn('list', text('compliance:listVersion'), (hit) => `${hit.listId} v${hit.version}`),
    dateColumn('found', text('compliance:foundOn'), (hit) => hit.foundOn),
    textColumn('state', text('common:state'), (hit) => text(`compliance:state.${hit.state}`), {
      render: (hit) => <StateTag area="compliance:state" state={hit.state} />,
    }),
  ];
  const desk = deskRow(chosen, (next) => void navigate({ to: '/compliance/screening', search: { state, id: next }, replace: true }));
  return (
    <>
      <PageHead
        title={text('compliance:screening')}
        lead={text('compliance:screeningLead')}
        actions={
          may && (
            <Button type="primary" icon={<UploadOutlined />} onClick={() => setImporting(true)} data-testid="import-list">
              {text('compliance:importList')}
            </Button>
          )
        }
      />
      <Line>
        <Segmented
          value={state}
          onChange={(next) => void navigate({ to: '/compliance/screening', search: { state: next } })}
          options={STATES.map((value) => ({ value, label: value === 'all' ? text('common:all') : text(`compliance:state.${value}`) }))}
          data-testid="hits-state"
        />
      </Line>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="stack">
          <div className="desk">
            <div>
              <DataTable
                columns={columns}
                rows={items}
                rowKey={(hit) => hit.id}
                loading={query.isPending}
                empty={text('compliance:hitsEmpty')}
                testId="hits"
                {...desk}
              />
              <ListFoot query={query} shown={items.length} testId="hits" />
            </div>
            {chosen && <HitPanel key={`${chosen.id} ${chosen.state}`} hit={chosen} />}
          </div>
          <Lists />
        </div>
      )}
      <Drawer open={importing} onClose={() => setImporting(false)} size={560} title={text('compliance:importList')} destroyOnHidden>
        <Import done={() => setImporting(false)} />
      </Drawer>
    </>
  );
}
