import { useId } from 'react';

type Props = {
  label: string;
  testid: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
  type?: 'text' | 'password' | 'tel';
  inputMode?: 'numeric' | 'decimal' | 'text' | 'tel';
  autoComplete?: string;
  maxLength?: number;
  large?: boolean;
  prefix?: string;
};

/** One labelled input with its hint; the hint gives way to what is wrong. */
export function Field({
  label,
  testid,
  value,
  onChange,
  hint,
  error,
  type = 'text',
  inputMode = 'text',
  autoComplete = 'off',
  maxLength,
  large,
  prefix,
}: Props) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={large ? 'field large' : 'field'}>
      <label htmlFor={id}>{label}</label>
      <div className="box">
        {prefix && <span aria-hidden="true">{prefix}</span>}
        <input
          id={id}
          data-testid={testid}
          type={type}
          inputMode={inputMode}
          autoComplete={autoComplete}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={error !== undefined}
          {...(maxLength !== undefined && { maxLength })}
          {...(note !== undefined && { 'aria-describedby': `${id}-note` })}
        />
      </div>
      {note !== undefined && (
        <p id={`${id}-note`} className={error === undefined ? 'note' : 'note bad'}>
          {note}
        </p>
      )}
    </div>
  );
}
