import type { DecisionFlow } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Descriptions } from 'antd';
import type { ReactNode } from 'react';
import { flowsQuery } from '../../api/credit.ts';
import { grouped, percent, shift } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import './texts.ts';

type Step = DecisionFlow['steps'][number];
type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;
type Condition = Of<'rules'>['rules'][number]['check'];
type Detector = Of<'fraud'>['detectors'][number];

/** Features by their names, amounts in units of the asset. */
function useFeatures(): { nameOf: (feature: string) => string; valueIn: (feature: string, value: string) => string } {
  const { choose } = useText();
  const features = useQuery(flowsQuery).data?.features ?? [];
  const of = (name: string) => features.find((feature) => feature.name === name);
  return {
    nameOf: (name) => {
      const feature = of(name);
      return feature ? choose(feature.zh, feature.en) : name;
    },
    valueIn: (name, value) => (of(name)?.kind === 'amount' ? grouped(shift(value, -2)) : value),
  };
}

/** A condition in words: the feature, the form, and what it is held to. */
function useCondition(): (condition: Condition) => string {
  const { text } = useText();
  const { nameOf, valueIn } = useFeatures();
  const bound = (feature: string, value: string | { of: string }) => (typeof value === 'string' ? valueIn(feature, value) : nameOf(value.of));
  return (condition) => {
    const form = text(`credit:form.${condition.form}`);
    if ('values' in condition) return `${nameOf(condition.feature)} ${form} ${condition.values.join(' / ')}`;
    if ('from' in condition) {
      const [from, to] = [bound(condition.feature, condition.from), bound(condition.feature, condition.to)];
      return `${nameOf(condition.feature)} ${form} ${from} – ${to}`;
    }
    return 'value' in condition ? `${nameOf(condition.feature)} ${form} ${bound(condition.feature, condition.value)}` : `${nameOf(condition.feature)} ${form}`;
  };
}

function useDetector(): (detector: Detector) => string {
  const { text } = useText();
  return (detector) => {
    const above = detector.above;
    if (detector.form === 'listed') return text('credit:detector.listed', { list: text(`credit:list.${detector.list}`) });
    if (detector.form === 'component') {
      const attribute = detector.attributes.map((each) => text(`credit:attribute.${each}`)).join(' / ');
      return text('credit:detector.component', { attribute, depth: detector.depth, above });
    }
    return text(`credit:detector.${detector.form}`, { attribute: text(`credit:attribute.${detector.attribute}`), days: detector.days, above });
  };
}

function Rules({ step }: { step: Of<'rules'> }) {
  const { text } = useText();
  const say = useCondition();
  return (
    <ul>
      {step.rules.map((rule) => (
        <li key={`${rule.code} ${say(rule.check)}`}>
          <code>{rule.code}</code> {say(rule.check)}, {text('credit:otherwise')} <strong>{text(`credit:effect.${rule.effect}`)}</strong>
          {rule.when && rule.when.length > 0 && (
            <span className="muted">
              {' '}
              · {text('credit:when')} {rule.when.map(say).join(' & ')}
            </span>
          )}
          {rule.missing === 'pass' && <span className="muted"> · {text('credit:missingPasses')}</span>}
        </li>
      ))}
    </ul>
  );
}

function Card({ step }: { step: Of<'scorecard'> }) {
  const { text } = useText();
  const { nameOf } = useFeatures();
  const { card } = step;
  if (!('characteristics' in card))
    return (
      <p>
        <code>{card.name}</code> {card.version ?? text('credit:deployedVersion')}
      </p>
    );
  return (
    <ul>
      <li>
        <code>
          {card.name}@{card.version}
        </code>{' '}
        · {text('credit:base', { base: card.base })}
      </li>
      {card.characteristics.map(({ feature, reason, bins }) => (
        <li key={feature}>
          {nameOf(feature)} <code className="muted">{reason}</code>{' '}
          <span className="num">
            {bins.map(({ below, values, points }) => `${below != null ? `<${below}` : (values?.join('/') ?? '…')}: ${points}`).join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Limit({ step }: { step: Of<'limit'> }) {
  const { text } = useText();
  const { nameOf } = useFeatures();
  const say = useCondition();
  return (
    <ul>
      {step.bands.map(({ from, units }) => (
        <li key={from} className="num">
          {text('credit:fromScore', { score: from })}: {grouped(units)}
        </li>
      ))}
      {step.instead && (
        <li>
          {say(step.instead.when)}: {text('credit:instead')} {nameOf(step.instead.feature)}
        </li>
      )}
      {step.caps.map(({ feature, code }) => (
        <li key={code}>
          {text('credit:cap')} {nameOf(feature)} <code className="muted">{code}</code>
        </li>
      ))}
    </ul>
  );
}

function StepBody({ step }: { step: Step }): ReactNode {
  const { text, term } = useText();
  const detect = useDetector();
  switch (step.kind) {
    case 'rules':
      return <Rules step={step} />;
    case 'scorecard':
      return <Card step={step} />;
    case 'limit':
      return <Limit step={step} />;
    case 'compliance':
      return (
        <ul>
          {step.actions.map((action) => (
            <li key={action}>{term('compliance:action', action)}</li>
          ))}
        </ul>
      );
    case 'cut-offs':
      return (
        <ul>
          {step.bands.map(({ below, outcome, code }) => (
            <li key={`${below}`}>
              {below === null ? text('credit:above') : text('credit:below', { score: below })}: {text(`credit:outcome.${outcome}`)}{' '}
              {code && <code className="muted">{code}</code>}
            </li>
          ))}
        </ul>
      );
    case 'fraud':
      return (
        <ul>
          {step.detectors.map((detector) => (
            <li key={detector.code}>
              <code>{detector.code}</code> {detect(detector)}: <strong>{text(`credit:effect.${detector.effect}`)}</strong>
            </li>
          ))}
        </ul>
      );
  }
}

/** A flow as a person reads it. */
export function FlowView({ flow }: { flow: DecisionFlow }) {
  const { text, term } = useText();
  const { codes, maxUnits, fourEyesAboveUnits } = flow.overrides;
  const { challenger } = flow;
  const items = [
    {
      key: 'overrides',
      label: text('credit:overrides'),
      children: text('credit:overridesText', {
        codes: codes.map((code) => term('rules:name', code)).join('、') || text('credit:none'),
        max: grouped(maxUnits),
        four: grouped(fourEyesAboveUnits),
      }),
    },
    { key: 'review', label: text('credit:review'), children: text(`credit:within.${flow.review.unit}`, { value: flow.review.value }) },
    {
      key: 'challenger',
      label: text('credit:challenger'),
      children: challenger
        ? text('credit:challengerText', {
            flow: challenger.flow,
            version: challenger.version,
            share: percent(String(challenger.share / 10_000), 2),
            mode: text(`credit:mode.${challenger.mode}`),
          })
        : text('credit:none'),
    },
  ];
  return (
    <div className="stack" data-testid="flow-view">
      <ol className="flow-steps">
        {flow.steps.map((step) => (
          <li key={step.id}>
            <strong>{term('credit:kind', step.kind)}</strong> <code className="muted">{step.id}</code>
            <StepBody step={step} />
          </li>
        ))}
      </ol>
      <Descriptions size="small" column={1} items={items} />
    </div>
  );
}
