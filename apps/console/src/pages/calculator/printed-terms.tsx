import { grouped } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { DEFAULTS, type Draft, type Name, reads } from './draft.ts';
import { CELLS, type ListName, readRows } from './rows.ts';

const SHOWN: readonly Name[] = ['principal', 'rate', 'method', 'periods', 'maturity', 'start'];
const AMOUNTS: readonly string[] = ['principal', 'downPayment', 'balloon', 'instalment', 'amount'];
const RATES: readonly string[] = ['rate', 'annualRate'];
const COUNTS: readonly string[] = ['periods', 'gracePrincipal', 'graceInterest', 'interestFree', 'capitalised'];

function isList(name: Name): name is Name & ListName {
  return name in CELLS;
}

/** A term or a cell as it is read: with its separators, its sign or its unit. */
function useWords(): (name: string, value: string) => string {
  const { text, term } = useText();
  return (name, value) => {
    if (AMOUNTS.includes(name)) return /^-?\d+(\.\d+)?$/.test(value) ? grouped(value) : value;
    if (RATES.includes(name)) return `${value} %`;
    if (COUNTS.includes(name)) return `${value} ${text('calculator:inPeriods')}`;
    if (name === 'name' && value === '') return text('calculator:feeDefault');
    return value === 'yes' ? text('common:yes') : term(`calculator:${name}`, value);
  };
}

/** The terms as words for paper, where a form is of no use: the usual ones, and what differs from the defaults. */
export function PrintedTerms({ draft }: { draft: Draft }) {
  const { text } = useText();
  const words = useWords();
  const names = (Object.keys(draft) as Name[]).filter(
    (name) => name !== 'ends' && reads(draft, name) && draft[name] !== '' && (SHOWN.includes(name) || draft[name] !== DEFAULTS[name]),
  );
  const wordsOf = (name: Name): string => {
    if (!isList(name)) return words(name, draft[name]);
    const rows = readRows(draft[name], CELLS[name].length);
    return rows.map((row) => row.map((cell, at) => words(CELLS[name][at] ?? '', cell)).join(' ')).join('; ');
  };
  return (
    <dl className="printed-terms">
      {names.map((name) => (
        <div key={name}>
          <dt>{text(`calculator:field.${name}`)}</dt>
          <dd>{wordsOf(name)}</dd>
        </div>
      ))}
    </dl>
  );
}
