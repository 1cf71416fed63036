import type { DecisionRunDetail, DecisionStep } from '@jinqiao/api';
import { Descriptions } from 'antd';
import { type Column, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { DecisionRules } from '../../components/decision-list.tsx';
import { Money } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { OutcomeTag } from './shared.tsx';

type Check = DecisionStep['checks'][number];

/** What does not refuse shows as a warning. */
export function asShown({ effect, ...rule }: Check) {
  return effect === 'refuse' || rule.pass ? rule : { ...rule, onBreach: 'warn' as const };
}

function Score({ score, nameOf }: { score: NonNullable<DecisionStep['score']>; nameOf: (feature: string) => string }) {
  const { text, term } = useText();
  const columns: Column<[string, number]>[] = [
    textColumn('feature', text('credit:feature'), ([feature]) => nameOf(feature)),
    {
      key: 'points',
      title: text('credit:points'),
      align: 'right',
      text: ([, points]) => String(points),
      render: ([, points]) => <span className="num">{points}</span>,
    },
  ];
  return (
    <div className="stack">
      <Descriptions
        size="small"
        column={3}
        items={[
          { key: 'score', label: text('credit:score'), children: <strong className="num">{score.score}</strong> },
          { key: 'card', label: text('credit:card'), children: <code>{score.card}</code> },
          {
            key: 'reasons',
            label: text('credit:scoreReasons'),
            children: score.reasons.map((reason) => term('rules:name', reason)).join(' · ') || '–',
          },
        ]}
      />
      <DataTable columns={columns} rows={Object.entries(score.points)} rowKey={([feature]) => feature} empty={text('common:noData')} testId="points" />
    </div>
  );
}

/** The steps of a run from top to bottom, each with what it asked and found. */
export function DecisionTrail({ run }: { run: DecisionRunDetail }) {
  const { text, term, choose } = useText();
  const names = new Map(run.features.map((feature) => [feature.name, choose(feature.zh, feature.en)]));
  return (
    <ol className="trail" data-testid="trail">
      {run.steps.map((step, at) => (
        <li key={step.id}>
          <span className={`trail-mark ${step.outcome}`}>{at + 1}</span>
          <Section
            title={
              <span className="inline">
                {term('credit:kind', step.kind)}
                <code className="muted">{step.id}</code>
                {step.kind !== 'scorecard' && <OutcomeTag outcome={step.outcome} />}
              </span>
            }
            testId={`step-${step.id}`}
          >
            <div className="stack">
              {step.score && <Score score={step.score} nameOf={(feature) => names.get(feature) ?? feature} />}
              {step.limit && (
                <Descriptions
                  size="small"
                  column={2}
                  items={[
                    { key: 'found', label: text('credit:found'), children: <Money value={step.limit.found} /> },
                    { key: 'limit', label: text('credit:capped'), children: <Money value={step.limit.limit} /> },
                  ]}
                />
              )}
              {step.checks.length > 0 && <DecisionRules rules={step.checks.map(asShown)} />}
            </div>
          </Section>
        </li>
      ))}
    </ol>
  );
}
