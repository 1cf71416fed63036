import { Button, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { FailureAlert } from '../../components/failure.tsx';

type FieldProps = { id: string; label: string; value: string; onChange: (value: string) => void; rows?: number; max?: number };

/** A labelled line or, with rows, a few lines of text. */
export function TextField({ id, label, value, onChange, rows, max = 500 }: FieldProps) {
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {rows ? (
        <Input.TextArea id={id} rows={rows} maxLength={max} value={value} onChange={(event) => onChange(event.target.value)} data-testid={id} />
      ) : (
        <Input id={id} maxLength={max} value={value} onChange={(event) => onChange(event.target.value)} data-testid={id} />
      )}
    </div>
  );
}

type ChoiceProps<V extends string> = { id: string; label: string; value: V; options: readonly { value: V; label: string }[]; onChange: (value: V) => void };

export function ChoiceField<V extends string>({ id, label, value, options, onChange }: ChoiceProps<V>) {
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <Select<V> id={id} value={value} options={[...options]} onChange={onChange} data-testid={id} />
    </div>
  );
}

type FootProps = { error: Error | null; pending: boolean; disabled?: boolean; label: string; onSubmit: () => void; testId: string; children?: ReactNode };

/** What went wrong, and the button. */
export function FormFoot({ error, pending, disabled = false, label, onSubmit, testId, children }: FootProps) {
  return (
    <>
      {error && <FailureAlert error={error} />}
      <div className="panel-foot">
        {children}
        <Button type="primary" disabled={disabled} loading={pending} onClick={onSubmit} data-testid={testId}>
          {label}
        </Button>
      </div>
    </>
  );
}
