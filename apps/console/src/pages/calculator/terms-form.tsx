import { Segmented, Select, Space } from 'antd';
import { useId } from 'react';
import { Section } from '../../components/section.tsx';
import { addDays, addMonths, isDate } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import { AdvancedTerms } from './advanced-terms.tsx';
import { CHOICES, type Draft, reads } from './draft.ts';
import { useTermsForm } from './form-context.ts';
import { ListTerm } from './list-term.tsx';
import { plainAmount } from './question.ts';
import { type Row, writeRows } from './rows.ts';
import { ChoiceTerm, Frame, Typed, TypedTerm, useChoices } from './term.tsx';

function Principal() {
  const { text } = useText();
  const { draft, change, wrongAt } = useTermsForm();
  const id = useId();
  const wrong = wrongAt('principal');
  return (
    <Frame id={id} label={text('calculator:field.principal')} wrong={wrong} wide>
      <Space.Compact block>
        <Select
          aria-label={text('calculator:field.asset')}
          className="asset-select"
          value={draft.asset}
          options={CHOICES.asset.map((value) => ({ value, label: value }))}
          onChange={(asset) => change({ asset }, 'asset')}
          data-testid="term-asset"
        />
        <Typed
          id={id}
          kind="amount"
          value={draft.principal}
          onChange={(principal) => change({ principal }, 'principal')}
          wrong={wrong}
          testId="term-principal"
        />
      </Space.Compact>
    </Frame>
  );
}

/** What a method cannot do without starts with something that can be calculated. */
function startOf(method: string, draft: Draft): Partial<Draft> {
  const start = isDate(draft.start) ? draft.start : '';
  if (method === 'stepped' && draft.steps === '') return { steps: writeRows([[draft.ends === 'periods' ? draft.periods : '12', '1']]) };
  if (method === 'free-plan' && draft.plan === '' && start !== '') {
    return { plan: writeRows([[addMonths(start, 12), plainAmount(draft.principal)]]) };
  }
  return {};
}

function Method() {
  const { draft, change } = useTermsForm();
  const known = CHOICES.method;
  const pick = (value: string) => {
    const method = known.find((choice) => choice === value);
    if (method) change({ method, ...startOf(method, draft) }, 'method');
  };
  return <ChoiceTerm name="method" onPick={pick} wide />;
}

/** How long the loan runs: by a number of due dates, or to a date. */
function Term() {
  const { text } = useText();
  const { draft, change } = useTermsForm();
  const choices = useChoices('ends');
  const start = isDate(draft.start) ? draft.start : '';
  const choose = (value: string) => {
    const ends = value === 'maturity' ? 'maturity' : 'periods';
    change({ ends, ...(ends === 'maturity' && draft.maturity === '' && start !== '' && { maturity: addMonths(start, 12) }) }, 'ends');
  };
  const aside = (
    <Segmented size="small" value={draft.ends} options={choices} onChange={choose} aria-label={text('calculator:field.ends')} data-testid="term-ends" />
  );
  const shared = { label: text('calculator:field.ends'), aside, wide: true };
  if (draft.ends === 'maturity') return <TypedTerm name="maturity" kind="date" {...shared} />;
  return <TypedTerm name="periods" kind="whole" suffix={text('calculator:inPeriods')} {...shared} />;
}

/** A new step takes half the periods of the one before it, so that they still add up. */
function halveLastStep(rows: readonly Row[]): readonly Row[] {
  const [periods = '', factor = '1'] = rows.at(-1) ?? [];
  const count = /^\d{1,4}$/.test(periods) ? Number(periods) : 0;
  const half = Math.floor(count / 2);
  if (half === 0) return [...rows, ['1', '1']];
  return [...rows.slice(0, -1), [String(count - half), factor], [String(half), factor]];
}

/** The list or the amount that the chosen method is about. */
function MethodTerms() {
  const { text } = useText();
  const { draft } = useTermsForm();
  const nextDate = (rows: readonly Row[]): string => {
    const last = rows.at(-1)?.[0] ?? draft.start;
    return isDate(last) ? addMonths(last, 1) : '';
  };
  const growPlan = (rows: readonly Row[]) => [...rows, [nextDate(rows), '0.00']];
  if (reads(draft, 'steps')) return <ListTerm name="steps" hint="calculator:hint.steps" grow={halveLastStep} />;
  if (reads(draft, 'plan')) return <ListTerm name="plan" hint="calculator:hint.plan" grow={growPlan} />;
  if (reads(draft, 'instalment'))
    return <TypedTerm name="instalment" kind="amount" placeholder={text('calculator:automatic')} hint={text('calculator:hint.instalment')} wide />;
  return null;
}

/** Where the first due date falls if nobody moves it. */
function regularFirstDue({ start, every, unit }: Draft): string | undefined {
  const count = /^\d{1,4}$/.test(every) ? Number(every) : 0;
  if (!isDate(start) || count === 0) return undefined;
  if (unit === 'day' || unit === 'week') return addDays(start, count * (unit === 'week' ? 7 : 1));
  return addMonths(start, count * (unit === 'year' ? 12 : 1));
}

export function TermsForm({ wrongPlaces }: { wrongPlaces: readonly string[] }) {
  const { text } = useText();
  const { draft } = useTermsForm();
  return (
    <Section title={text('calculator:terms')} testId="terms-form">
      <div className="terms">
        <Principal />
        <Method />
        <TypedTerm name="rate" kind="percent" suffix="%" wide />
        {reads(draft, 'ends') && <Term />}
        <TypedTerm name="start" kind="date" />
        {reads(draft, 'firstDue') && <TypedTerm name="firstDue" kind="date" placeholder={regularFirstDue(draft)} />}
        <MethodTerms />
      </div>
      <AdvancedTerms wrongPlaces={wrongPlaces} />
    </Section>
  );
}
