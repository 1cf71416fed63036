import type { DecisionRunDetail, KnownFeatureView } from '@jinqiao/api';
import { Descriptions } from 'antd';
import { type Column, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Section } from '../../components/section.tsx';
import { localTime } from '../../format/dates.ts';
import { grouped, shift } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import './texts.ts';

/** Features with the day from which they were true and when they were learned. */
export function FeatureTable({ features, empty }: { features: readonly KnownFeatureView[]; empty: string }) {
  const { text, choose } = useText();
  const shown = ({ kind, value }: KnownFeatureView) =>
    kind === 'amount' ? grouped(shift(String(value), -2)) : kind === 'flag' ? text(value ? 'common:yes' : 'common:no') : String(value);
  const columns: Column<KnownFeatureView>[] = [
    textColumn('feature', text('credit:feature'), (feature) => choose(feature.zh, feature.en), {
      render: (feature) => (
        <>
          {choose(feature.zh, feature.en)} <code className="muted">{feature.name}</code>
        </>
      ),
    }),
    { key: 'value', title: text('credit:value'), align: 'right', text: shown, render: (feature) => <span className="num">{shown(feature)}</span> },
    dateColumn('validFrom', text('credit:validFrom'), (feature) => feature.validFrom),
    textColumn('recordedAt', text('credit:recordedAt'), (feature) => localTime(feature.recordedAt), {
      render: (feature) => <span className="num">{localTime(feature.recordedAt)}</span>,
    }),
    textColumn('source', text('credit:source'), (feature) => `${feature.owner} · ${feature.source}`),
    textColumn('personal', text('credit:personal'), (feature) => text(feature.personal ? 'common:yes' : 'common:no'), { width: 96 }),
  ];
  return <DataTable columns={columns} rows={features} rowKey={(feature) => feature.name} empty={empty} testId="features" />;
}

type Fact = [name: string, value: string | boolean];

/** Everything that a run rests on, and the versions that it names. */
export function DecisionInputs({ run }: { run: DecisionRunDetail }) {
  const { text, term } = useText();
  const facts: Column<Fact>[] = [
    textColumn('fact', text('credit:fact'), ([name]) => name, { render: ([name]) => <code>{name}</code> }),
    {
      key: 'value',
      title: text('credit:value'),
      align: 'right',
      text: ([, value]) => String(value),
      render: ([, value]) => <span className="num">{String(value)}</span>,
    },
  ];
  return (
    <div className="stack">
      <Section flush title={text('credit:tab.inputs')}>
        <FeatureTable features={run.features} empty={text('credit:noFeatures')} />
      </Section>
      <Section title={text('credit:versions')}>
        <Descriptions
          size="small"
          column={2}
          items={[
            { key: 'flow', label: text('credit:flowVersion'), children: `${run.flow} v${run.version}` },
            { key: 'profile', label: text('compliance:profile'), children: term('compliance:profile', run.profile) },
            { key: 'rulebook', label: text('credit:rulebook'), children: <code title={run.rulebook}>{run.rulebook.slice(0, 16)}…</code> },
            ...Object.entries(run.cards).map(([card, digest]) => ({
              key: card,
              label: `${text('credit:card')} ${card}`,
              children: <code title={digest}>{digest.slice(0, 16)}…</code>,
            })),
          ]}
        />
      </Section>
      <Section flush title={text('credit:facts')}>
        <DataTable columns={facts} rows={Object.entries(run.facts).sort()} rowKey={([name]) => name} empty={text('common:noData')} testId="facts" />
      </Section>
    </div>
  );
}
