import { type BusinessDate, daysBetween } from '@jinqiao/calendar';
import type { Db } from '@jinqiao/database';
import { asset, max, type Rate, sum } from '@jinqiao/money';
import { type Contract, openCharge, openFee, openPrincipal, type Part, partsOfContracts, payLaterBook, standingContracts, type Terms } from '@jinqiao/paylater';
import { type Asked, type LossBook, type PositionSource, type Standing, UNGRADED } from '@jinqiao/risk';

/** Pay-later contracts as risk sees them, a source for each product: the creditor's own book bears the loss. */
export function payLaterSources(all: readonly Terms[]): PositionSource[] {
  return [...Map.groupBy(all, (terms) => terms.product)].map(([product, own]) => ({
    product,
    scheme: 'LOAN_2023',
    lossBooks: own.map(lossBookOf),
    read: (db, asked) => readContracts(db, new Map(own.map((terms) => [terms.programmeId, terms])), asked),
  }));
}

function lossBookOf(terms: Terms): LossBook {
  const book = payLaterBook(terms);
  return {
    scope: terms.programmeId,
    asset: asset(terms.asset),
    book,
    allowance: book.house('allowance/credit-loss'),
    expense: book.house('expense/credit-loss'),
    loss: book.house('loss/write-off'),
  };
}

async function readContracts(db: Db, programmes: ReadonlyMap<string, Terms>, asked: Asked): Promise<Standing[]> {
  const contracts = await standingContracts(db, { ...asked, programmeIds: [...programmes.keys()] });
  if (contracts.length === 0) return [];
  const parts = Map.groupBy(await partsOfContracts(db, contracts), ({ contractId }) => contractId);
  const lost = await writtenOffOf(
    db,
    contracts.filter(({ state }) => state === 'written-off'),
  );
  return contracts.map((contract) =>
    standingOf(programmes.get(contract.programmeId) as Terms, contract, parts.get(contract.contractId) ?? [], lost.get(contract.contractId) ?? 0n, asked.on),
  );
}

/** What was written off of contracts, from the journals that did it: parts go on being paid afterwards and do not tell. */
async function writtenOffOf(db: Db, contracts: readonly Contract[]): Promise<Map<string, bigint>> {
  if (contracts.length === 0) return new Map();
  const { rows } = await db.query<{ id: string; amount: string }>(
    `SELECT g.id, sum(t.amount)::text AS amount FROM unnest($1::text[]) AS g(id)
     JOIN ledger.transfer head ON ARRAY[head.debit_account, head.credit_account, hashtextextended(head.subject, 0)] @> ARRAY[hashtextextended(g.id, 0)]
       AND head.subject = g.id AND head.kind = 'write-off'
     JOIN ledger.transfer t ON t.bucket = head.bucket AND t.journal_id = head.journal_id GROUP BY 1`,
    [contracts.map(({ contractId }) => contractId)],
  );
  return new Map(rows.map((row) => [row.id, BigInt(row.amount)]));
}

function standingOf(terms: Terms, contract: Contract, parts: readonly Part[], writtenOff: bigint, on: BusinessDate): Standing {
  const { state } = contract;
  const open = parts.filter((part) => part.settledOn === null);
  const late = contract.overdueSince === null ? [] : open.filter((part) => !part.revolving && part.billId !== null && daysBetween(part.dueOn, on) >= 0);
  const owed = (some: readonly Part[]) => sum(some.map((part) => openPrincipal(part) + (part.feeBilled ? openFee(part) : 0n) + openCharge(part)));
  const [first] = parts;
  const gone = state === 'written-off';
  return {
    bucket: contract.bucket,
    contractId: contract.contractId,
    product: terms.product,
    scope: contract.programmeId,
    customerId: contract.customerId,
    grade: UNGRADED,
    originatedOn: contract.deliveredOn ?? contract.authorisedOn,
    amount: contract.amount - contract.returned,
    rate: effectiveRate(contract),
    periods: contract.periods,
    remaining: open.filter((part) => part.dueOn > on).length,
    monthly: terms.billing.kind === 'monthly' || contract.periods > 1,
    firstDueOn: first?.dueOn ?? null,
    firstPaidOn: first?.settledOn ?? (state === 'settled' ? contract.closedOn : null),
    outstanding: state === 'active' ? contract.outstanding : 0n,
    overdue: state === 'active' ? owed(late) : 0n,
    overduePrincipal: state === 'active' ? sum(late.map(openPrincipal)) : 0n,
    overdueSince: contract.overdueSince,
    state: gone ? 'written-off' : state === 'active' ? 'active' : 'settled',
    writtenOff,
    // What came off the amount written off; late fees since are income beyond it.
    recovered: gone ? max(writtenOff - owed(parts), 0n) : 0n,
    repaid: sum(parts.map((part) => part.paidPrincipal - part.converted)),
    restructuredOn: null,
  };
}

/** Yearly effective rate of a flat fee a period: fee × 12 × 2n ÷ (n + 1), the usual approximation for even instalments. */
function effectiveRate({ feeRate, periods }: Contract): Rate {
  return (feeRate * 24n * BigInt(periods)) / BigInt(periods + 1);
}
