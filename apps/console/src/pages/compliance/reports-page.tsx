import type { AmlReport, AmlReportContent } from '@jinqiao/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, App, Descriptions } from 'antd';
import { useState } from 'react';
import { useDecideReport, useReadReport } from '../../api/compliance.ts';
import { listQuery } from '../../api/queries.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, countColumn, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { JsonView } from '../../components/json-view.tsx';
import { ListFoot } from '../../components/list-foot.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { deskRow } from './desk.tsx';
import { ReasonForm } from './reason-form.tsx';
import './shared.tsx';

function Steps({ report }: { report: AmlReport }) {
  const { text } = useText();
  const { message } = App.useApp();
  const own = useSession()?.login === report.madeBy;
  const decide = useDecideReport(report.id);
  const reading = useReadReport(report.id);
  const [file, setFile] = useState<AmlReportContent | null>(null);
  const act = (send: boolean) => (reason: string) =>
    decide.mutate({ file: send, reason }, { onSuccess: () => void message.success(text('compliance:decided')) });
  return (
    <>
      {file ? (
        <JsonView title={file.fileName} body={file.content} />
      ) : (
        <ReasonForm
          action={text('compliance:readFile')}
          pending={reading.isPending}
          error={reading.error}
          onSubmit={(reason) => reading.mutate({ reason }, { onSuccess: setFile })}
        />
      )}
      {report.state === 'draft' && own && <Alert type="info" showIcon title={text('compliance:ownWork')} />}
      {report.state === 'draft' && !own && file && (
        <ReasonForm
          label={text('compliance:verdict')}
          action={text('compliance:file')}
          other={{ label: text('compliance:withdraw'), onSubmit: act(false) }}
          pending={decide.isPending}
          error={decide.error}
          onSubmit={act(true)}
        />
      )}
    </>
  );
}

function ReportPanel({ report }: { report: AmlReport }) {
  const { text } = useText();
  const may = useMay('propose-change');
  const items = [
    { key: 'due', label: text('compliance:dueOn'), children: <span className="num">{report.dueOn}</span> },
    { key: 'rows', label: text('compliance:rowsTitle'), children: report.rows },
    { key: 'maker', label: text('compliance:maker'), children: report.madeBy },
    { key: 'checker', label: text('compliance:checker'), children: report.checkedBy ?? '–' },
    { key: 'digest', label: text('compliance:digest'), children: <code className="wrap">{report.digest}</code>, span: 2 },
  ];
  return (
    <aside className="desk-panel">
      <Section title={`${text(`compliance:report.${report.kind}`)} · ${report.businessDate}`} extra={<StateTag area="compliance:state" state={report.state} />}>
        <div className="stack">
          <Descriptions size="small" column={2} items={items} />
          {may && <Steps report={report} />}
        </div>
      </Section>
    </aside>
  );
}

export function ReportsPage() {
  const { text } = useText();
  const { id } = useSearch({ from: '/inside/compliance/reports' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(listQuery<AmlReport>('/compliance/reports'));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.find((item) => item.id === id) ?? items[0];
  const columns: Column<AmlReport>[] = [
    textColumn('kind', text('common:kind'), (report) => text(`compliance:report.${report.kind}`)),
    dateColumn('date', text('common:businessDate'), (report) => report.businessDate),
    dateColumn('due', text('compliance:dueOn'), (report) => report.dueOn),
    countColumn('rows', text('compliance:rowsTitle'), (report) => report.rows),
    moneyColumn('amount', `${text('common:amount')} (CNY)`, (report) => report.amount),
    textColumn('state', text('common:state'), (report) => text(`compliance:state.${report.state}`), {
      render: (report) => <StateTag area="compliance:state" state={report.state} />,
    }),
    textColumn('file', text('compliance:content'), (report) => report.fileName),
  ];
  const desk = deskRow(chosen, (next) => void navigate({ to: '/compliance/reports', search: { id: next }, replace: true }));
  return (
    <>
      <PageHead title={text('compliance:reports')} lead={text('compliance:reportsLead')} />
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="desk">
          <div>
            <DataTable
              columns={columns}
              rows={items}
              rowKey={(report) => report.id}
              loading={query.isPending}
              empty={text('compliance:reportsEmpty')}
              testId="reports"
              {...desk}
            />
            <ListFoot query={query} shown={items.length} testId="reports" />
          </div>
          {chosen && <ReportPanel key={`${chosen.id} ${chosen.state}`} report={chosen} />}
        </div>
      )}
    </>
  );
}
