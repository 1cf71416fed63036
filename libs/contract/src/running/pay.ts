import type { BusinessDate } from '@jinqiao/calendar';
import { allocatePayment, DEFAULT_ALLOCATION, type Debt, type DebtKind } from './allocation.ts';
import { unpaid } from './charge.ts';
import type { Amounts, Bill, ContractState } from './contract.ts';

type Target = Debt<DebtKind> & { readonly bill: number | null; readonly field: keyof Amounts };

/** What is owed on a date of bills and fees, in the order in which money pays it. Charges must stand at that date. */
export function debtsOf(state: ContractState, on: BusinessDate): Target[] {
  const order = state.terms.allocation ?? DEFAULT_ALLOCATION;
  const targets: Target[] = state.feesOwed > 0n ? [{ kind: 'fees', amount: state.feesOwed, bill: null, field: 'fees' }] : [];
  for (const [index, bill] of state.bills.entries()) if (bill.settledOn === null) targets.push(...targetsOf(bill, index, on));
  const rank = ({ kind, bill }: Target) => {
    const kindRank = order.indexOf(kind);
    if (state.terms.allocateBy !== 'instalment') return kindRank * (state.bills.length + 1);
    // Fees belong to no instalment: they come before all or after all.
    if (bill === null) return kindRank === 0 ? 0 : (state.bills.length + 1) * order.length;
    return (bill + 1) * order.length + kindRank;
  };
  return targets.sort((a, b) => rank(a) - rank(b) || (a.bill ?? -1) - (b.bill ?? -1));
}

function targetsOf(bill: Bill, index: number, on: BusinessDate): Target[] {
  const overdue = bill.due < on;
  const all: Target[] = [
    { kind: 'penalty', amount: bill.penalty - bill.paid.penalty, bill: index, field: 'penalty' },
    { kind: 'compound', amount: bill.compound - bill.paid.compound, bill: index, field: 'compound' },
    { kind: overdue ? 'overdue-interest' : 'current-interest', amount: bill.interest - bill.paid.interest, bill: index, field: 'interest' },
    { kind: overdue ? 'overdue-principal' : 'current-principal', amount: bill.principal - bill.paid.principal, bill: index, field: 'principal' },
  ];
  return all.filter(({ amount }) => amount > 0n);
}

export function owedOn(state: ContractState, on: BusinessDate): bigint {
  return debtsOf(state, on).reduce((sum, { amount }) => sum + amount, 0n);
}

/** Uses money on what is owed, in order; what is left waits as credit for the next bill. Charges must stand at the date. */
export function pay(state: ContractState, amount: bigint, on: BusinessDate): ContractState {
  const targets = debtsOf(state, on);
  const { parts, remainder } = allocatePayment(amount, targets);
  const bills = [...state.bills];
  let paid = state.paid;
  let { feesOwed } = state;
  for (const [at, part] of parts.entries()) {
    const { bill, field } = targets[at] as Target;
    if (part.amount === 0n) continue;
    paid = { ...paid, [field]: paid[field] + part.amount };
    if (bill === null || field === 'fees') feesOwed -= part.amount;
    else {
      const open = bills[bill] as Bill;
      const next = { ...open, paid: { ...open.paid, [field]: open.paid[field] + part.amount } };
      bills[bill] = unpaid(next) === 0n ? { ...next, settledOn: on } : next;
    }
  }
  return { ...state, bills, feesOwed, paid, credit: state.credit + remainder };
}
