import { CheckCircleOutlined, CloseCircleOutlined, WarningOutlined } from '@ant-design/icons';
import type { Decision } from '@jinqiao/api';
import { Empty } from 'antd';
import { ruleText } from '../format/rule-text.ts';
import { ruleValue } from '../format/rule-value.ts';
import { addTexts, useText } from '../i18n/index.ts';
import { compliance } from '../i18n/texts/compliance.ts';
import { type Column, textColumn } from './columns.tsx';
import { DataTable } from './data-table.tsx';
import { ExportRows, Section } from './section.tsx';
import { StateTag } from './state-tag.tsx';

addTexts('compliance', compliance);

type Rule = Decision['rules'][number];

/** What came of a rule: a breach that only warns does not stop, and a rule that does not apply says neither. */
function verdictOf({ pass, outcome, onBreach }: Rule): 'notApplicable' | 'warned' | 'pass' | 'fail' {
  if (outcome === 'not-applicable') return 'notApplicable';
  if (pass) return 'pass';
  return onBreach === 'warn' ? 'warned' : 'fail';
}

const VERDICTS = {
  notApplicable: { className: 'muted', icon: null },
  warned: { className: 'warn', icon: <WarningOutlined /> },
  pass: { className: 'good', icon: <CheckCircleOutlined /> },
  fail: { className: 'bad', icon: <CloseCircleOutlined /> },
} as const;

function Verdict({ rule }: { rule: Rule }) {
  const { text } = useText();
  const verdict = verdictOf(rule);
  const { className, icon } = VERDICTS[verdict];
  return (
    <span className={className}>
      {icon} {text(`loan:${verdict}`)}
    </span>
  );
}

/** Rules of a pack bring their names; those of a programme or a partner are named here. */
function RuleName({ rule: { ruleId: id, zh, en, basis } }: { rule: Rule }) {
  const { term, choose } = useText();
  const name = zh && en ? choose(zh, en) : term('rules:name', id);
  return (
    <>
      {name !== id && (
        <span className="name" title={basis}>
          {name}
        </span>
      )}
      <code className="muted">{id}</code>
    </>
  );
}

function useRuleColumns(): Column<Rule>[] {
  const { text, term } = useText();
  const names = { term, yes: text('common:yes'), no: text('common:no') };
  const figure = (rule: Rule, value: string) => (rule.unit ? ruleText(rule.unit, value, names) : ruleValue(rule.ruleId, value));
  return [
    textColumn('rule', text('loan:ruleId'), (rule) => rule.ruleId, { render: (rule) => <RuleName rule={rule} /> }),
    textColumn('side', text('loan:side'), (rule) => term('loan:side', rule.side), { width: 120 }),
    {
      key: 'limit',
      title: text('loan:limit'),
      align: 'right',
      text: (rule) => rule.limit,
      render: (rule) => <span className="num">{figure(rule, rule.limit)}</span>,
    },
    {
      key: 'actual',
      title: text('loan:actual'),
      align: 'right',
      text: (rule) => rule.actual,
      render: (rule) => <span className="num">{figure(rule, rule.actual)}</span>,
    },
    textColumn('result', text('loan:result'), (rule) => text(`loan:${verdictOf(rule)}`), {
      width: 120,
      render: (rule) => <Verdict rule={rule} />,
    }),
  ];
}

/** The vector of rule results that a decision rests on. @property narrow without whose rule it is, where two stand beside each other. */
export function DecisionRules({ rules, narrow = false }: { rules: readonly Rule[]; narrow?: boolean }) {
  const { text } = useText();
  const columns = useRuleColumns().filter(({ key }) => !narrow || key !== 'side');
  return (
    <DataTable
      columns={columns}
      rows={rules}
      rowKey={(rule) => `${rule.side}-${rule.ruleId}`}
      empty={text('common:noData')}
      testId="rules"
      rowClassName={(rule) => (rule.pass ? '' : 'row-bad')}
    />
  );
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
          <DecisionRules rules={decision.rules} />
        </Section>
      ))}
    </div>
  );
}
