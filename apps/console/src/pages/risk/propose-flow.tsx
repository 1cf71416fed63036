import type { DecisionFlow } from '@jinqiao/api';
import { Alert, App, Button, Input } from 'antd';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { useCheckFlow, useProposeFlow } from '../../api/credit.ts';
import { FailureAlert } from '../../components/failure.tsx';
import { useText } from '../../i18n/index.ts';
import { ReasonForm } from '../compliance/reason-form.tsx';

function parse(text: string): { flow: DecisionFlow } | { why: string } {
  try {
    return { flow: JSON.parse(text) as DecisionFlow };
  } catch (error) {
    return { why: error instanceof Error ? error.message : '' };
  }
}

/** The next version of a flow as JSON, checked before it is proposed: a fault says where it is. */
export function ProposeFlow({ from, done }: { from: DecisionFlow; done: () => void }) {
  const { text } = useText();
  const { message } = App.useApp();
  const [written, setWritten] = useState(() => JSON.stringify(from, null, 2));
  const [wrong, setWrong] = useState<string | null>(null);
  const check = useCheckFlow();
  const propose = useProposeFlow();
  const withFlow = (work: (flow: DecisionFlow) => void) => {
    const parsed = parse(written);
    setWrong('why' in parsed ? parsed.why : null);
    if ('flow' in parsed) work(parsed.flow);
  };
  const failed = propose.error ?? check.error;
  const path = failed instanceof ApiError ? failed.problem.path : undefined;
  return (
    <ReasonForm
      action={text('credit:propose')}
      pending={propose.isPending}
      error={null}
      onSubmit={(reason) =>
        withFlow((flow) =>
          propose.mutate(
            { flow, reason },
            {
              onSuccess: () => {
                void message.success(text('credit:proposed'));
                done();
              },
            },
          ),
        )
      }
    >
      <p className="muted">{text('credit:proposeHint')}</p>
      <Input.TextArea
        className="flow-json"
        rows={24}
        value={written}
        spellCheck={false}
        aria-label={text('credit:flow')}
        onChange={(event) => setWritten(event.target.value)}
        data-testid="flow-json"
      />
      {wrong !== null && <Alert type="error" showIcon title={text('credit:notJson', { why: wrong })} data-testid="not-json" />}
      {failed && (
        <div data-testid="flow-fault">
          <FailureAlert error={failed} />
          {path && (
            <p>
              {text('credit:at')} <code>{path}</code>
            </p>
          )}
        </div>
      )}
      {check.data && !check.isPending && (
        <Alert
          type="success"
          showIcon
          title={text('credit:checkOk', { steps: check.data.steps, features: check.data.features.length })}
          data-testid="flow-checked"
        />
      )}
      <div>
        <Button loading={check.isPending} onClick={() => withFlow((flow) => check.mutate(flow))} data-testid="check-flow">
          {text('credit:check')}
        </Button>
      </div>
    </ReasonForm>
  );
}
