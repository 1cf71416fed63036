import { Input, Select, Switch } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { grouped } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { CHOICES, type ChoiceName, type Name } from './draft.ts';
import { useTermsForm } from './form-context.ts';
import { placeOf, plainAmount } from './question.ts';

type FrameProps = { id: string; label: string; wrong: string | undefined; hint?: string | undefined; aside?: ReactNode; wide?: boolean; children: ReactNode };

/** A label over a control, and under it what is wrong. */
export function Frame({ id, label, wrong, hint, aside, wide = false, children }: FrameProps) {
  return (
    <div className={wide ? 'term wide' : 'term'}>
      <div className="term-label">
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      {children}
      {wrong && (
        <p id={`${id}-wrong`} className="term-wrong" role="alert" data-testid="term-wrong">
          {wrong}
        </p>
      )}
      {hint && !wrong && <p className="term-hint">{hint}</p>}
    </div>
  );
}

export type TypedKind = 'amount' | 'percent' | 'whole' | 'date' | 'text' | 'number';

type TypedProps = {
  id: string;
  kind: TypedKind;
  value: string;
  onChange: (value: string) => void;
  wrong: string | undefined;
  label?: string;
  suffix?: string;
  placeholder?: string | undefined;
  testId: string;
};

const isAmount = (text: string): boolean => /^-?\d{1,24}(\.\d{1,24})?$/.test(text);

/** A text that is typed. Amounts have their separators, also while somebody goes on typing in them, and are kept without. */
export function Typed({ id, kind, value, onChange, wrong, label, suffix, placeholder, testId }: TypedProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const keep = kind === 'amount' ? plainAmount : String;
  const shown = kind === 'amount' && isAmount(value) ? grouped(value) : value;
  const numeric = kind === 'amount' || kind === 'percent' || kind === 'whole' || kind === 'number';
  return (
    <Input
      id={id}
      className={numeric ? 'typed numeric' : kind === 'date' ? 'typed num' : 'typed'}
      inputMode={numeric ? 'decimal' : 'text'}
      autoComplete="off"
      maxLength={kind === 'text' ? 80 : 32}
      value={typed !== null && keep(typed) === value ? typed : shown}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(keep(event.target.value));
      }}
      onBlur={() => setTyped(null)}
      status={wrong ? 'error' : ''}
      aria-invalid={wrong !== undefined}
      {...(label && { 'aria-label': label })}
      {...(wrong && { 'aria-describedby': `${id}-wrong` })}
      {...(suffix && { suffix: <span className="muted">{suffix}</span> })}
      placeholder={placeholder ?? (kind === 'date' ? 'YYYY-MM-DD' : '')}
      data-testid={testId}
    />
  );
}

type TermProps = { name: Name; wide?: boolean; hint?: string };

export function TypedTerm({
  name,
  kind,
  suffix,
  placeholder,
  label,
  ...frame
}: TermProps & { kind: TypedKind; suffix?: string; placeholder?: string | undefined; label?: string; aside?: ReactNode }) {
  const { text } = useText();
  const { draft, change, wrongAt } = useTermsForm();
  const id = useId();
  const wrong = wrongAt(placeOf(name));
  return (
    <Frame id={id} label={label ?? text(`calculator:field.${name}`)} wrong={wrong} {...frame}>
      <Typed
        id={id}
        kind={kind}
        value={draft[name]}
        onChange={(value) => change({ [name]: value }, name)}
        wrong={wrong}
        {...(suffix && { suffix })}
        placeholder={placeholder}
        testId={`term-${name}`}
      />
    </Frame>
  );
}

/** The words of a field of choices; those that are codes of their own, such as `act/360`, are shown as they are. */
export function useChoices(name: ChoiceName): { value: string; label: string }[] {
  const { text, term } = useText();
  return CHOICES[name].map((value) => {
    const area = name === 'instalmentMode' ? 'calculator:mode' : (`calculator:${name}` as const);
    return { value, label: value === '' ? text('calculator:sameAsAmounts') : term(area, value) };
  });
}

export function ChoiceTerm({ name, onPick, ...frame }: TermProps & { name: ChoiceName; onPick?: (value: string) => void }) {
  const { text } = useText();
  const { draft, change, wrongAt } = useTermsForm();
  const id = useId();
  const wrong = wrongAt(placeOf(name));
  return (
    <Frame id={id} label={text(`calculator:field.${name}`)} wrong={wrong} {...frame}>
      <Select
        id={id}
        value={draft[name]}
        options={useChoices(name)}
        onChange={(value: string) => (onPick ? onPick(value) : change({ [name]: value }, name))}
        status={wrong ? 'error' : ''}
        popupMatchSelectWidth={false}
        data-testid={`term-${name}`}
      />
    </Frame>
  );
}

export function SwitchTerm({ name }: { name: 'endOfMonth' | 'carry' }) {
  const { text } = useText();
  const { draft, change, wrongAt } = useTermsForm();
  const id = useId();
  const wrong = wrongAt(placeOf(name));
  return (
    <div className="term wide">
      <div className="term-switch">
        <label htmlFor={id}>{text(`calculator:field.${name}`)}</label>
        <Switch id={id} size="small" checked={draft[name] !== ''} onChange={(on) => change({ [name]: on ? 'yes' : '' }, name)} data-testid={`term-${name}`} />
      </div>
      {wrong && (
        <p className="term-wrong" role="alert" data-testid="term-wrong">
          {wrong}
        </p>
      )}
    </div>
  );
}
