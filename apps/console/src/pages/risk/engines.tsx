import type { DecisionRunDetail } from '@jinqiao/api';
import { Descriptions, Empty, Tag } from 'antd';
import { DecisionRules } from '../../components/decision-list.tsx';
import { Money } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { asShown } from './decision-trail.tsx';
import { OutcomeTag, ReasonName, RunLink } from './shared.tsx';

const TONES = { APPROVED: 'success', MANUAL: 'warning', REJECTED: 'error' } as const;

function Platform({ run }: { run: DecisionRunDetail }) {
  const { text } = useText();
  const items = [
    { key: 'limit', label: text('credit:limit'), children: <Money value={run.limit} /> },
    { key: 'code', label: text('credit:code'), children: <ReasonName code={run.code} /> },
  ];
  return (
    <Section title={text('credit:platformEngine')} extra={<OutcomeTag outcome={run.outcome} />} testId="engine-platform">
      <div className="stack">
        <Descriptions size="small" column={2} items={items} />
        <DecisionRules narrow rules={run.steps.flatMap((step) => step.checks.map(asShown))} />
      </div>
    </Section>
  );
}

function Bank({ bank }: { bank: DecisionRunDetail['bank'] }) {
  const { text } = useText();
  if (!bank)
    return (
      <Section title={text('credit:bankEngine')} testId="engine-bank">
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('credit:noBank')} />
      </Section>
    );
  const items = [
    { key: 'limit', label: text('credit:bankLimit'), children: bank.bankLimit === null ? text('credit:bankTrusts') : <Money value={bank.bankLimit} /> },
    { key: 'code', label: text('credit:code'), children: bank.code === 'OK' ? '–' : <ReasonName code={bank.code} /> },
  ];
  return (
    <Section title={text('credit:bankEngine')} extra={<Tag color={TONES[bank.status]}>{text(`credit:bank.${bank.status}`)}</Tag>} testId="engine-bank">
      <div className="stack">
        <Descriptions size="small" column={2} items={items} />
        <DecisionRules narrow rules={bank.rules} />
      </div>
    </Section>
  );
}

/** The platform's answer and the bank's to one application, and the other arm where there is one. */
export function Engines({ run }: { run: DecisionRunDetail }) {
  const { text } = useText();
  return (
    <div className="stack">
      <div className="engines">
        <Platform run={run} />
        <Bank bank={run.bank} />
      </div>
      <Section title={text('credit:otherArm')} testId="other-arm">
        {run.other ? (
          <Descriptions
            size="small"
            column={4}
            items={[
              { key: 'arm', label: text('credit:arm'), children: text(`credit:arm.${run.other.arm}`) },
              { key: 'outcome', label: text('credit:outcome'), children: <OutcomeTag outcome={run.other.outcome} /> },
              { key: 'limit', label: text('credit:limit'), children: <Money value={run.other.limit} /> },
              { key: 'run', label: text('credit:flowVersion'), children: <RunLink id={run.other.id} label={`${run.other.flow} v${run.other.version}`} /> },
            ]}
          />
        ) : (
          <span className="muted">{text('credit:noOther')}</span>
        )}
      </Section>
    </div>
  );
}
