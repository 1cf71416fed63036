import { yearFraction } from '@jinqiao/calendar';
import { contractFault } from '../errors.ts';
import { has, type JsonObject, readObject } from '../json.ts';
import { type Annuity, annuityOf, type Fraction } from './annuity.ts';
import type { Timing } from './business-days.ts';
import { redemptionDates } from './events.ts';
import { asMoment, asNumber, invalid, required } from './fields.ts';
import { maturityOf } from './maturity.ts';
import { type Moment, momentText } from './moment.ts';
import { readTerms, type Terms } from './terms.ts';

/** A contract with everything that its events are computed from. */
export type Loan = {
  readonly terms: Terms;
  readonly maturity: Timing;
  readonly fraction: Fraction;
  /** The payment of principal that repeats, not signed; zero where there is none or it is computed on the way. */
  readonly payment: number;
  /** Null for all but ANN. */
  readonly annuity: Annuity | null;
  /** The value of an index at a moment. @throws Fault FIELD_INVALID where none was observed. */
  readonly observed: (index: string, at: Moment) => number;
};

/** @throws Fault FIELD_MISSING, FIELD_INVALID. */
export function loanOf(item: JsonObject): Loan {
  const terms = readTerms(item);
  const maturity = maturityOf(terms);
  const options = { maturity: maturity.on };
  const fraction: Fraction = (from, to) => {
    const { days, basis } = yearFraction(terms.dayCount, from, to, options);
    return days / basis;
  };
  return {
    terms,
    maturity,
    fraction,
    payment: terms.payment ?? (terms.type === 'LAM' ? terms.notional / (redemptionDates(terms, maturity).length + 1) : 0),
    annuity: terms.type === 'ANN' ? annuityOf(terms, maturity, fraction) : null,
    observed: observations(item),
  };
}

/** The observed values by index and moment; an index is read when it is first asked for. */
function observations(item: JsonObject): Loan['observed'] {
  const read = new Map<string, ReadonlyMap<Moment, number>>();
  return (index, at) => {
    const values = read.get(index) ?? readIndex(item, index);
    read.set(index, values);
    const value = values.get(at);
    if (value !== undefined) return value;
    throw invalid({ path: '$.dataObserved' }, index, `observed at ${momentText(at)}`, `包含 ${momentText(at)} 的观察值`);
  };
}

function readIndex(item: JsonObject, index: string): ReadonlyMap<Moment, number> {
  const observed = has(item, 'dataObserved') ? readObject(item.dataObserved, '$.dataObserved') : {};
  if (!Object.hasOwn(observed, index)) throw contractFault('FIELD_MISSING', { field: index }, `$.dataObserved.${index}`);
  const path = `$.dataObserved.${index}`;
  const { data } = readObject(observed[index], path);
  if (!Array.isArray(data)) throw invalid({ path }, 'data', 'a list of {timestamp, value}', '{timestamp, value} 列表');
  return new Map(
    data.map((entry: unknown, i) => {
      const fields = { of: readObject(entry, `${path}.data[${i}]`), path: `${path}.data[${i}]` };
      return [required(fields, 'timestamp', asMoment), required(fields, 'value', asNumber)];
    }),
  );
}
