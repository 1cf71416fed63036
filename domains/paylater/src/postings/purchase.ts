import { type Journal, journal } from '@jinqiao/ledger';
import { payLaterBook } from '../chart.ts';
import type { Contract, Part, Terms } from '../model.ts';

/**
 * Goods are delivered. Trade credit: the seller has sold, and is owed the price. Micro-loan: the lender lends the price and owes
 * it to the seller, whom it pays for the buyer.
 */
export function delivered(terms: Terms, contract: Contract, on: string): Journal {
  const book = payLaterBook(terms);
  const { bucket, contractId, amount, seller } = contract;
  return journal({
    businessDate: on,
    kind: terms.product === 'trade-credit' ? 'sale' : 'loan',
    reference: contractId,
    subject: contractId,
    transfers: [
      {
        debit: book.of('receivable/principal', contractId, bucket),
        credit: terms.product === 'trade-credit' ? book.house('revenue/goods', bucket) : book.of('seller/payable', seller, bucket),
        amount,
      },
    ],
  });
}

/** What a statement bills of a contract: fees of its periods, and charges through the statement. Nothing where there are none. */
export function billed(
  terms: Terms,
  bill: string,
  contractId: string,
  bucket: number,
  amounts: { readonly fee: bigint; readonly charge: bigint },
  on: string,
): Journal[] {
  if (amounts.fee === 0n && amounts.charge === 0n) return [];
  const book = payLaterBook(terms);
  return [
    journal({
      businessDate: on,
      kind: 'bill',
      reference: `${bill}/${contractId}`,
      subject: contractId,
      transfers: [
        { debit: book.of('receivable/fee', contractId, bucket), credit: book.house('fee/deferral', bucket), amount: amounts.fee },
        { debit: book.of('receivable/charge', contractId, bucket), credit: book.house('revenue/charge', bucket), amount: amounts.charge },
      ],
    }),
  ];
}

/** A bill's free purchases become one contract of instalments: it takes over what they owe. */
export function converted(terms: Terms, conversion: Contract, parts: readonly Part[], on: string): Journal {
  const book = payLaterBook(terms);
  return journal({
    businessDate: on,
    kind: 'conversion',
    reference: conversion.contractId,
    subject: conversion.contractId,
    transfers: parts.map((part) => ({
      debit: book.of('receivable/principal', conversion.contractId, conversion.bucket),
      credit: book.of('receivable/principal', part.contractId, part.bucket),
      amount: part.principal - part.paidPrincipal,
    })),
  });
}

/** Fees of a stretch of time are revenue, for a bucket; negative where they fell away. */
export function earned(terms: Terms, bucket: number, amount: bigint, on: string): Journal {
  const book = payLaterBook(terms);
  return journal({
    businessDate: on,
    kind: 'fee-earned',
    reference: `${on}/${bucket}`,
    subject: terms.programmeId,
    transfers: [{ debit: book.house('fee/deferral', bucket), credit: book.house('revenue/fee', bucket), amount }],
  });
}

/** What is owed on a contract is given up. */
export function writtenOff(
  terms: Terms,
  contract: Contract,
  open: { readonly principal: bigint; readonly fee: bigint; readonly charge: bigint },
  on: string,
): Journal {
  const book = payLaterBook(terms);
  const { contractId, bucket } = contract;
  const loss = book.house('loss/write-off', bucket);
  return journal({
    businessDate: on,
    kind: 'write-off',
    reference: contractId,
    subject: contractId,
    transfers: [
      { debit: loss, credit: book.of('receivable/principal', contractId, bucket), amount: open.principal },
      { debit: loss, credit: book.of('receivable/fee', contractId, bucket), amount: open.fee },
      { debit: loss, credit: book.of('receivable/charge', contractId, bucket), amount: open.charge },
    ],
  });
}
