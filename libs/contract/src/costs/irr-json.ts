import { businessDate } from '@jinqiao/calendar';
import { contractFault } from '../errors.ts';
import { has, type JsonObject, readObject, readText } from '../json.ts';
import { type Flow, type Irr, xirr } from './irr.ts';

/** The answer of the `irr` form. */
export type IrrJson = { readonly xirr: number } | { readonly xirr: null; readonly reason: Extract<Irr, { reason: string }>['reason'] };

/** Answers one item of the `irr` form. @throws Fault FIELD_MISSING, FIELD_INVALID, DATE_INVALID with the path of the field. */
export function irrFromJson(item: unknown, path = '$'): IrrJson {
  const answer = xirr(flowsFromJson(readObject(item, path), path));
  return 'rate' in answer ? { xirr: answer.rate } : { xirr: null, reason: answer.reason };
}

function flowsFromJson(from: JsonObject, path: string): Flow[] {
  const at = `${path}.flows`;
  const flows = from.flows;
  if (!has(from, 'flows')) throw contractFault('FIELD_MISSING', { field: 'flows' }, at);
  if (!Array.isArray(flows))
    throw contractFault('FIELD_INVALID', { field: 'flows', allowed: 'a list of {date, amount}', allowedZh: '{date, amount} 列表' }, at);
  return flows.map((flow: unknown, index) => {
    const where = `${at}[${index}]`;
    const fields = readObject(flow, where);
    return { date: businessDate(readText(fields, 'date', where), `${where}.date`), amount: readAmount(fields, where) };
  });
}

/** Flows come from anywhere: any number of decimals, as a string or a JSON number. */
function readAmount(from: JsonObject, path: string): number {
  const amount = from.amount;
  if (amount === undefined || amount === null) throw contractFault('FIELD_MISSING', { field: 'amount' }, `${path}.amount`);
  const valid = typeof amount === 'number' ? Number.isFinite(amount) : typeof amount === 'string' && /^-?\d{1,24}(\.\d{1,24})?$/.test(amount);
  if (valid) return Number(amount);
  throw contractFault(
    'FIELD_INVALID',
    { field: 'amount', allowed: 'a decimal number such as "-1000.00"', allowedZh: '十进制数,例如 "-1000.00"' },
    `${path}.amount`,
  );
}
