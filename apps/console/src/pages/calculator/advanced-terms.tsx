import { Collapse } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { addMonths, isDate } from '../../format/dates.ts';
import { type TextKey, useText } from '../../i18n/index.ts';
import { DEFAULTS, type Draft, type Name, reads } from './draft.ts';
import { useTermsForm } from './form-context.ts';
import { ListTerm } from './list-term.tsx';
import { placeOf } from './question.ts';
import type { Row } from './rows.ts';
import { ChoiceTerm, SwitchTerm, TypedTerm } from './term.tsx';

type Group = { key: string; title: TextKey; names: readonly Name[]; content: () => ReactNode };

const GROUPS: readonly Group[] = [
  {
    key: 'fees',
    title: 'calculator:group.fees',
    names: ['fees', 'lender', 'penalty'],
    content: () => <FeeTerms />,
  },
  {
    key: 'interest',
    title: 'calculator:group.interest',
    names: ['interest', 'firstPeriod', 'dayCount', 'rates'],
    content: () => <InterestTerms />,
  },
  {
    key: 'dates',
    title: 'calculator:group.dates',
    names: ['every', 'unit', 'endOfMonth', 'stub', 'calendar', 'roll', 'rollInterest'],
    content: () => <DateTerms />,
  },
  {
    key: 'grace',
    title: 'calculator:group.grace',
    names: ['gracePrincipal', 'graceInterest', 'interestFree', 'capitalised'],
    content: () => <GraceTerms />,
  },
  {
    key: 'amounts',
    title: 'calculator:group.amounts',
    names: ['downPayment', 'balloon'],
    content: () => <AmountTerms />,
  },
  {
    key: 'rounding',
    title: 'calculator:group.rounding',
    names: ['mode', 'to', 'instalmentMode', 'instalmentTo', 'carry', 'residual'],
    content: () => <RoundingTerms />,
  },
];

/** A term that the method reads, and nothing where it does not. */
function When({ name, children }: { name: Name; children: ReactNode }) {
  const { draft } = useTermsForm();
  return reads(draft, name) ? children : null;
}

function FeeTerms() {
  const { text } = useText();
  const placeholders = { name: text('calculator:feeDefault'), collectedBy: text('calculator:lenderDefault') };
  return (
    <>
      <ListTerm name="fees" grow={(rows) => [...rows, ['', 'periodic', '0.00', '']]} placeholders={placeholders} />
      <TypedTerm name="lender" kind="text" placeholder={text('calculator:lenderDefault')} />
      <TypedTerm name="penalty" kind="number" suffix={text('calculator:times')} />
    </>
  );
}

function InterestTerms() {
  const { draft } = useTermsForm();
  const grow = (rows: readonly Row[]): readonly Row[] => {
    const last = rows.at(-1)?.[0] ?? draft.start;
    return [...rows, [isDate(last) ? addMonths(last, 6) : '', draft.rate]];
  };
  return (
    <>
      <When name="interest">
        <ChoiceTerm name="interest" />
      </When>
      <When name="firstPeriod">
        <ChoiceTerm name="firstPeriod" />
      </When>
      <When name="dayCount">
        <ChoiceTerm name="dayCount" />
      </When>
      <When name="rates">
        <ListTerm name="rates" hint="calculator:hint.rates" grow={grow} />
      </When>
    </>
  );
}

function DateTerms() {
  return (
    <>
      <When name="every">
        <TypedTerm name="every" kind="whole" />
        <ChoiceTerm name="unit" />
      </When>
      <When name="stub">
        <ChoiceTerm name="stub" wide />
      </When>
      <When name="calendar">
        <ChoiceTerm name="calendar" wide />
      </When>
      <When name="roll">
        <ChoiceTerm name="roll" />
        <ChoiceTerm name="rollInterest" />
      </When>
      <When name="endOfMonth">
        <SwitchTerm name="endOfMonth" />
      </When>
    </>
  );
}

function GraceTerms() {
  const { text } = useText();
  const { draft } = useTermsForm();
  const names = ['gracePrincipal', 'graceInterest', 'interestFree', 'capitalised'] as const;
  return (
    <>
      {names
        .filter((name) => reads(draft, name))
        .map((name) => (
          <TypedTerm key={name} name={name} kind="whole" suffix={text('calculator:inPeriods')} />
        ))}
      <p className="term wide term-hint">{text('calculator:hint.grace')}</p>
    </>
  );
}

function AmountTerms() {
  return (
    <>
      <When name="downPayment">
        <TypedTerm name="downPayment" kind="amount" placeholder="0.00" />
      </When>
      <When name="balloon">
        <TypedTerm name="balloon" kind="amount" placeholder="0.00" />
      </When>
    </>
  );
}

function RoundingTerms() {
  const { draft } = useTermsForm();
  return (
    <>
      <ChoiceTerm name="mode" />
      <TypedTerm name="to" kind="amount" />
      <When name="instalmentMode">
        <ChoiceTerm name="instalmentMode" />
        <TypedTerm name="instalmentTo" kind="amount" placeholder={draft.to} />
      </When>
      <When name="residual">
        <ChoiceTerm name="residual" wide />
      </When>
      <When name="carry">
        <SwitchTerm name="carry" />
      </When>
    </>
  );
}

const changedIn = (group: Group, draft: Draft): number => group.names.filter((name) => reads(draft, name) && draft[name] !== DEFAULTS[name]).length;

/** The terms that most loans leave as they are, folded; a fold with something wrong in it opens. */
export function AdvancedTerms({ wrongPlaces }: { wrongPlaces: readonly string[] }) {
  const { text } = useText();
  const { draft } = useTermsForm();
  const [open, setOpen] = useState<readonly string[]>([]);
  const groups = GROUPS.filter((group) => group.names.some((name) => reads(draft, name)));
  const wrong = groups.filter((group) => group.names.some((name) => wrongPlaces.some((place) => place.split('[')[0] === placeOf(name)))).map(({ key }) => key);
  const wrongKeys = wrong.join(' ');
  useEffect(() => {
    if (wrongKeys !== '') setOpen((shown) => [...new Set([...shown, ...wrongKeys.split(' ')])]);
  }, [wrongKeys]);
  return (
    <div className="advanced" data-testid="advanced">
      <h3>{text('calculator:advanced')}</h3>
      <Collapse
        size="small"
        ghost
        activeKey={[...open]}
        onChange={(keys) => setOpen(Array.isArray(keys) ? keys : [keys])}
        items={groups.map((group) => {
          const changed = changedIn(group, draft);
          return {
            key: group.key,
            label: <span data-testid={`fold-${group.key}`}>{text(group.title)}</span>,
            extra: changed > 0 && <span className="muted small">{text('calculator:changed', { count: changed })}</span>,
            children: <div className="terms">{group.content()}</div>,
          };
        })}
      />
    </div>
  );
}
