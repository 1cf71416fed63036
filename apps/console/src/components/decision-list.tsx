import { CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons';
import type { Decision } from '@jinqiao/api';
import { Empty } from 'antd';
import { ruleValue } from '../format/rule-value.ts';
import { useText } from '../i18n/index.ts';
import { type Column, textColumn } from './columns.tsx';
import { DataTable } from './data-table.tsx';
import { ExportRows, Section } from './section.tsx';
import { StateTag } from './state-tag.tsx';

type Rule = Decision['rules'][number];

function Verdict({ pass }: { pass: boolean }) {
  const { text } = useText();
  if (pass) {
    return (
      <span className="good">
        <CheckCircleOutlined /> {text('loan:pass')}
      </span>
    );
  }
  return (
    <span className="bad">
      <CloseCircleOutlined /> {text('loan:fail')}
    </span>
  );
}

function RuleName({ id }: { id: string }) {
  const { term } = useText();
  const name = term('rules:name', id);
  return (
    <>
      {name !== id && <span className="name">{name}</span>}
      <code className="muted">{id}</code>
    </>
  );
}

function useRuleColumns(): Column<Rule>[] {
  const { text, term } = useText();
  return [
    textColumn('rule', text('loan:ruleId'), (rule) => rule.ruleId, { render: (rule) => <RuleName id={rule.ruleId} /> }),
    textColumn('side', text('loan:side'), (rule) => term('loan:side', rule.side), { width: 120 }),
    {
      key: 'limit',
      title: text('loan:limit'),
      align: 'right',
      text: (rule) => rule.limit,
      render: (rule) => <span className="num">{ruleValue(rule.ruleId, rule.limit)}</span>,
    },
    {
      key: 'actual',
      title: text('loan:actual'),
      align: 'right',
      text: (rule) => rule.actual,
      render: (rule) => <span className="num">{ruleValue(rule.ruleId, rule.actual)}</span>,
    },
    textColumn('result', text('loan:result'), (rule) => text(rule.pass ? 'loan:pass' : 'loan:fail'), {
      width: 120,
      render: (rule) => <Verdict pass={rule.pass} />,
    }),
  ];
}

/** Decisions with the vector of rule results that each rests on. */
export function DecisionList({ decisions }: { decisions: readonly Decision[] }) {
  const { text, term } = useText();
  const columns = useRuleColumns();
  if (decisions.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('loan:decisionsEmpty')} />;
  return (
    <div className="stack" data-testid="decisions">
      {decisions.map((decision) => (
        <Section
          key={decision.id}
          flush
          title={
            <span className="inline">
              {term('loan:decision', decision.kind)}
              <span className="num muted">{decision.businessDate}</span>
              <StateTag area="loan:outcome" state={decision.outcome} />
              <span className="muted small">
                {text('loan:rulesPassed', { passed: decision.rules.filter((rule) => rule.pass).length, total: decision.rules.length })}
                {decision.reason && ` · ${term('rules:name', decision.reason)}`}
              </span>
            </span>
          }
          extra={<ExportRows name={`decision-${decision.id}`} columns={columns} rows={decision.rules} />}
        >
          <DataTable
            columns={columns}
            rows={decision.rules}
            rowKey={(rule) => `${rule.side}-${rule.ruleId}`}
            empty={text('common:noData')}
            testId="rules"
            rowClassName={(rule) => (rule.pass ? '' : 'row-bad')}
          />
        </Section>
      ))}
    </div>
  );
}
