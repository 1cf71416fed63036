import { LeftOutlined, RightOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Input, Select, Space } from 'antd';
import { useEffect, useState } from 'react';
import { addDays, isDate } from '../format/dates.ts';
import { useText } from '../i18n/index.ts';

/** A text filter that is applied when typing rests or on Enter. */
export function TextFilter({
  value,
  onChange,
  placeholder,
  testId,
}: {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  placeholder: string;
  testId: string;
}) {
  const [typed, setTyped] = useState(value ?? '');
  useEffect(() => setTyped(value ?? ''), [value]);
  useEffect(() => {
    if (typed === (value ?? '')) return;
    const timer = setTimeout(() => onChange(typed.trim() || undefined), 400);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <Input
      allowClear
      prefix={<SearchOutlined />}
      className="text-filter"
      placeholder={placeholder}
      aria-label={placeholder}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onPressEnter={() => onChange(typed.trim() || undefined)}
      data-testid={testId}
    />
  );
}

type Choice = { value: string; label: string };

type ChoiceProps = {
  label: string;
  value: string | undefined;
  choices: readonly Choice[];
  onChange: (value: string | undefined) => void;
  testId: string;
  /** One of the choices always holds. */
  required?: boolean;
};

export function ChoiceFilter({ label, value, choices, onChange, testId, required = false }: ChoiceProps) {
  return (
    <Select
      allowClear={!required}
      className="choice-filter"
      placeholder={label}
      aria-label={label}
      value={value ?? null}
      options={[...choices]}
      onChange={(next: string | null | undefined) => onChange(next ?? undefined)}
      data-testid={testId}
    />
  );
}

type DateFieldProps = {
  value: string;
  onChange: (date: string) => void;
  label: string;
  testId: string;
  /** The earliest date that the step goes back to. */
  min?: string;
  /** From where the steps go while the field is empty. */
  today?: string | undefined;
};

/** A business date typed in ISO form, with a step to either side. */
export function DateField({ value, onChange, label, min, today, testId }: DateFieldProps) {
  const { text } = useText();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const wrong = typed !== '' && !isDate(typed);
  const from = value || today;
  const step = (days: number) => from && onChange(addDays(from, days));
  const atMin = !from || (min !== undefined && from <= min);
  return (
    <Space.Compact>
      <Button icon={<LeftOutlined />} aria-label={text('common:previousDay')} disabled={atMin} onClick={() => step(-1)} />
      <Input
        className="date-field num"
        inputMode="numeric"
        placeholder="YYYY-MM-DD"
        maxLength={10}
        aria-label={label}
        title={wrong ? text('common:dateFormat') : label}
        status={wrong ? 'error' : ''}
        aria-invalid={wrong}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          if (event.target.value === '' || isDate(event.target.value)) onChange(event.target.value);
        }}
        data-testid={testId}
      />
      <Button icon={<RightOutlined />} aria-label={text('common:nextDay')} disabled={!from} onClick={() => step(1)} />
    </Space.Compact>
  );
}
