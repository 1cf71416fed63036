import type { ComplianceProfile, OutlookProduct } from '@jinqiao/api';
import { Checkbox, Tag } from 'antd';
import { useState } from 'react';
import { type Column, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { Basis, OutcomeTag, RuleName, useFigures } from './shared.tsx';

type Result = OutlookProduct['results'][number];

const ORDER = ['breach', 'fact-missing', 'pass', 'not-applicable'];

function useColumns(): Column<Result>[] {
  const { text, term, choose } = useText();
  const figures = useFigures();
  return [
    textColumn('rule', text('compliance:rule'), (result) => choose(result.zh, result.en), { render: (result) => <RuleName {...result} /> }),
    textColumn('outcome', text('compliance:outcomeTitle'), (result) => text(`compliance:outcome.${result.outcome}`), {
      render: (result) => <OutcomeTag outcome={result.outcome} />,
    }),
    textColumn('limit', text('compliance:limit'), figures.limit, { render: (result) => <span className="num">{figures.limit(result)}</span> }),
    textColumn('actual', text('compliance:actual'), figures.actual, { render: (result) => <strong className="num">{figures.actual(result)}</strong> }),
    textColumn('effect', text('compliance:effect'), (result) => text(`compliance:effect.${result.onBreach}`), {
      render: (result) => (result.onBreach === 'warn' ? <Tag>{text('compliance:effect.warn')}</Tag> : text('compliance:effect.block')),
    }),
    textColumn('basis', text('compliance:basis'), (result) => result.basis, { render: (result) => <Basis>{result.basis}</Basis> }),
    dateColumn('since', text('compliance:since'), (result) => result.since),
    textColumn('actions', text('compliance:actions'), (result) => result.actions.map((action) => term('compliance:action', action)).join(' · ')),
  ];
}

/** Everything that the rules ask of one product on the date, what fails first. */
export function OutlookResults({ product, date, profile }: { product: OutlookProduct; date: string; profile: ComplianceProfile }) {
  const { text, choose } = useText();
  const [onlyFailed, setOnlyFailed] = useState(true);
  const columns = useColumns();
  const sorted = [...product.results].sort((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
  const shown = onlyFailed ? sorted.filter((result) => !result.pass) : sorted;
  return (
    <Section
      flush
      testId="outlook-results"
      title={
        <span className="inline">
          {choose(product.zh, product.en)}
          <span className="muted small num">
            {text(`compliance:profile.${profile}`)} · {date} · {text('compliance:item')} {product.item}
          </span>
        </span>
      }
      extra={
        <span className="inline">
          <Checkbox checked={onlyFailed} onChange={(event) => setOnlyFailed(event.target.checked)}>
            {text('compliance:onlyBreaches')}
          </Checkbox>
          <ExportRows name={`outlook-${product.id}-${date}`} columns={columns} rows={shown} />
        </span>
      }
    >
      <DataTable
        columns={columns}
        rows={shown}
        rowKey={(result) => result.ruleId}
        empty={text('compliance:noBreaches')}
        testId="outlook-results-table"
        rowClassName={(result) => (result.outcome === 'breach' ? 'row-bad' : '')}
      />
    </Section>
  );
}
