import type { ComplianceChange } from '@jinqiao/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, App, Descriptions, Segmented } from 'antd';
import { useDecideChange } from '../../api/compliance.ts';
import { listQuery } from '../../api/queries.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { JsonView } from '../../components/json-view.tsx';
import { ListFoot } from '../../components/list-foot.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import { deskRow } from './desk.tsx';
import { ReasonForm } from './reason-form.tsx';
import { Line } from './shared.tsx';

function Decide({ change }: { change: ComplianceChange }) {
  const { text } = useText();
  const { message } = App.useApp();
  const decide = useDecideChange(change.id);
  const act = (approve: boolean) => (reason: string) =>
    decide.mutate({ approve, reason }, { onSuccess: () => void message.success(text('compliance:decided')) });
  return (
    <ReasonForm
      label={text('compliance:verdict')}
      action={text('compliance:approve')}
      other={{ label: text('compliance:reject'), onSubmit: act(false) }}
      pending={decide.isPending}
      error={decide.error}
      onSubmit={act(true)}
    />
  );
}

function ChangePanel({ change }: { change: ComplianceChange }) {
  const { text, term } = useText();
  const session = useSession();
  const may = useMay('propose-change');
  const own = session?.login === change.madeBy;
  const items = [
    { key: 'subject', label: text('compliance:subject'), children: change.subject, span: 2 },
    { key: 'maker', label: text('compliance:maker'), children: change.madeBy },
    { key: 'checker', label: text('compliance:checker'), children: change.checkedBy ?? '–' },
    { key: 'reason', label: text('common:reason'), children: change.reason, span: 2 },
    ...(change.verdict === null ? [] : [{ key: 'verdict', label: text('compliance:verdict'), children: change.verdict, span: 2 }]),
  ];
  return (
    <aside className="desk-panel" data-testid="change-panel">
      <Section title={term('compliance:change', change.kind)} extra={<StateTag area="compliance:state" state={change.state} />}>
        <div className="stack">
          <Descriptions size="small" column={2} items={items} />
          <JsonView title={text('compliance:content')} body={JSON.stringify(change.body)} />
          {change.state === 'proposed' && may && !own && <Decide change={change} />}
          {change.state === 'proposed' && own && <Alert type="info" showIcon title={text('compliance:ownWork')} data-testid="own-work" />}
          {change.state === 'proposed' && !may && (
            <Alert type="info" showIcon title={text('common:mayNot', { role: term('shell:role', session?.role ?? '') })} />
          )}
        </div>
      </Section>
    </aside>
  );
}

/** What waits for a second person, and what became of what was proposed. */
export function ChangesPage() {
  const { text, term } = useText();
  const { state = 'proposed', id } = useSearch({ from: '/inside/compliance/changes' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(listQuery<ComplianceChange>('/compliance/changes', { state }));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.find((item) => item.id === id) ?? items[0];
  const columns: Column<ComplianceChange>[] = [
    textColumn('kind', text('common:kind'), (change) => term('compliance:change', change.kind)),
    textColumn('subject', text('compliance:subject'), (change) => change.subject),
    textColumn('state', text('common:state'), (change) => term('compliance:state', change.state), {
      render: (change) => <StateTag area="compliance:state" state={change.state} />,
    }),
    textColumn('maker', text('compliance:maker'), (change) => change.madeBy),
    textColumn('checker', text('compliance:checker'), (change) => change.checkedBy),
    textColumn('madeAt', text('compliance:madeAt'), (change) => localTime(change.madeAt), {
      render: (change) => <span className="num">{localTime(change.madeAt)}</span>,
    }),
  ];
  const desk = deskRow(chosen, (next) => void navigate({ to: '/compliance/changes', search: { state, id: next }, replace: true }));
  return (
    <>
      <PageHead title={text('compliance:changes')} lead={text('compliance:changesLead')} />
      <Line>
        <Segmented
          value={state}
          onChange={(next) => void navigate({ to: '/compliance/changes', search: { state: next } })}
          options={[
            { value: 'proposed', label: text('compliance:state.proposed') },
            { value: 'all', label: text('common:all') },
          ]}
          data-testid="changes-state"
        />
      </Line>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="desk">
          <div>
            <DataTable
              columns={columns}
              rows={items}
              rowKey={(change) => change.id}
              loading={query.isPending}
              empty={text('compliance:changesEmpty')}
              testId="changes"
              {...desk}
            />
            <ListFoot query={query} shown={items.length} testId="changes" />
          </div>
          {chosen && <ChangePanel key={chosen.id} change={chosen} />}
        </div>
      )}
    </>
  );
}
