import { CheckCircleFilled, LoadingOutlined } from '@ant-design/icons';
import type { BusinessDay } from '@jinqiao/api';
import { Alert, Progress } from 'antd';
import { type Column, countColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';

type Step = BusinessDay['steps'][number];

function StepProgress({ step }: { step: Step }) {
  const { text } = useText();
  if (step.finished) {
    return (
      <span className="good">
        <CheckCircleFilled /> {text('today:finished')}
      </span>
    );
  }
  // A step that finds its work as it goes does not know how many chunks are to come.
  if (step.chunks <= step.done) {
    return (
      <span className="running">
        <LoadingOutlined /> {text('today:stepRunning')}
      </span>
    );
  }
  return <Progress percent={Math.floor((step.done / step.chunks) * 100)} size="small" className="step-progress" />;
}

export function CloseSteps({ day }: { day: BusinessDay }) {
  const { text, term } = useText();
  const columns: Column<Step>[] = [
    textColumn('step', text('today:step'), (step) => term('today:step', step.name), { width: 150 }),
    textColumn('progress', text('today:progress'), (step) => `${step.done}/${step.chunks}`, { render: (step) => <StepProgress step={step} /> }),
    {
      ...countColumn<Step>('chunks', text('today:chunks'), (step) => step.chunks, { width: 110 }),
      render: (step) => <span className="num">{step.done === step.chunks ? step.done : `${step.done} / ${step.chunks}`}</span>,
    },
    {
      ...countColumn<Step>('seconds', text('today:seconds'), (step) => step.seconds, { width: 110 }),
      render: (step) => <span className="num">{step.seconds.toFixed(2)}</span>,
    },
  ];
  const date = day.closing ? day.current : day.lastClosed;
  return (
    <Section flush title={date === null ? text('today:closeCard') : text('today:closeFor', { date })} testId="close-steps">
      {day.error !== null && <Alert type="error" showIcon banner title={text('today:alertClose')} description={day.error} data-testid="close-error" />}
      <DataTable columns={columns} rows={day.steps} rowKey={(step) => step.name} empty={text('today:stepsEmpty')} testId="close-step" />
    </Section>
  );
}
