import type { ModelCard } from '@jinqiao/api';
import { Tag } from 'antd';
import { type Column, countColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { figure, sharePercent } from './numbers.ts';

type Row = ModelCard['fairness'][number];
type Scenario = ModelCard['rejects']['scenarios'][number];

/** A lower ratio is looked into; the same bound as in the model card's notes. */
const RATIO_LEAST = 0.8;

function number<T>(key: string, title: string, value: (row: T) => string): Column<T> {
  return { key, title, align: 'right', text: value, render: (row) => <span className="num">{value(row)}</span> };
}

/** How groups come off at the cut-off, and what nobody knows of those who were refused. */
export function Fairness({ modelCard: { fairness, rejects, cutOff, name, version } }: { modelCard: ModelCard }) {
  const { text, term } = useText();
  const columns: Column<Row>[] = [
    textColumn('attribute', text('model:attribute'), ({ attribute }) => term('model:attribute', attribute)),
    textColumn('group', text('model:group'), ({ group }) => term('model:group', group)),
    countColumn('rows', text('model:rows'), ({ rows }) => rows),
    number('badRate', text('model:badRate'), ({ badRate }) => sharePercent(badRate)),
    number('meanPd', text('model:meanPd'), ({ meanPd }) => sharePercent(meanPd)),
    number('approved', text('model:approvalRate'), ({ approvalRate }) => sharePercent(approvalRate)),
    {
      key: 'ratio',
      title: text('model:ratio'),
      align: 'right',
      text: ({ ratio }) => figure(ratio),
      render: ({ ratio }) => (
        <span className="num">
          {ratio === null && <span className="muted">{text('model:ratioThin')}</span>}
          {ratio !== null && ratio < RATIO_LEAST && <Tag color="warning">{text('model:ratioLow')}</Tag>} {ratio !== null && figure(ratio)}
        </span>
      ),
    },
    number('auc', text('model:auc'), ({ auc }) => figure(auc)),
  ];
  const scenarios: Column<Scenario>[] = [
    textColumn('times', text('model:times'), ({ times }) => `${times} ×`, { render: ({ times }) => <span className="num">{times} ×</span> }),
    number('badRate', text('model:badRate'), ({ badRate }) => sharePercent(badRate)),
  ];
  return (
    <div className="stack">
      <Section title={text('model:fairness', { cutOff })} extra={<ExportRows name={`${name}-${version}-fairness`} columns={columns} rows={fairness} />} flush>
        <DataTable
          columns={columns}
          rows={fairness}
          rowKey={({ attribute, group }) => `${attribute} ${group}`}
          empty={text('model:noFairness')}
          testId="fairness"
        />
      </Section>
      <Section title={text('model:rejects')} testId="rejects">
        <p className="muted">{text('model:rejectsLead', { share: Math.round(rejects.assumedShare * 100) })}</p>
        <DataTable columns={scenarios} rows={rejects.scenarios} rowKey={({ times }) => String(times)} empty="–" testId="scenarios" />
      </Section>
    </div>
  );
}
