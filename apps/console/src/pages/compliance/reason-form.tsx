import { Button, Input } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { useSession } from '../../app/session.ts';
import { FailureAlert } from '../../components/failure.tsx';
import { useText } from '../../i18n/index.ts';

const REASON_MIN = 4;
const REASON_MAX = 500;

type Props = {
  /** What the main button does. */
  action: string;
  pending: boolean;
  error: Error | null;
  onSubmit: (reason: string) => void;
  /** A second button, such as the refusal beside the approval. */
  other?: { label: string; onSubmit: (reason: string) => void };
  label?: string;
  min?: number;
  disabled?: boolean;
  children?: ReactNode;
};

/** The reason that every step by maker or checker needs, with who acts, and the step itself. */
export function ReasonForm({ action, pending, error, onSubmit, other, label, min = REASON_MIN, disabled = false, children }: Props) {
  const { text } = useText();
  const session = useSession();
  const id = useId();
  const [reason, setReason] = useState('');
  const fits = reason.trim().length >= min && reason.length <= REASON_MAX && !disabled;
  return (
    <div className="stack" data-testid="reason-form">
      {children}
      <div className="field">
        <label className="field-label" htmlFor={id}>
          {label ?? text('common:reason')}
        </label>
        <Input.TextArea
          id={id}
          rows={3}
          maxLength={REASON_MAX}
          placeholder={text('common:reasonHint')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          data-testid="reason"
        />
      </div>
      {error && <FailureAlert error={error} />}
      <div className="panel-foot">
        <span className="muted push-right">{session?.name}</span>
        {other && (
          <Button disabled={!fits} loading={pending} onClick={() => other.onSubmit(reason.trim())} data-testid="reason-other">
            {other.label}
          </Button>
        )}
        <Button type="primary" disabled={!fits} loading={pending} onClick={() => onSubmit(reason.trim())} data-testid="reason-submit">
          {action}
        </Button>
      </div>
    </div>
  );
}
