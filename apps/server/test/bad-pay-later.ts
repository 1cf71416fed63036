type Expected = readonly [status: number, code: string, says?: string];

type Makers<Bad> = {
  readonly post: (name: string, as: string, path: string, body: unknown, expected: Expected) => Bad;
  readonly reading: (name: string, path: string, expected: Expected, as?: string) => Bad;
  readonly invalid: (says?: string) => Expected;
};

const FUNDING = { source: 'bank-loan', direction: 'raise', amount: '1.00', reference: 'slip' };

/** Requests about paying later and limits that must be refused and change nothing; ann has not opened it. */
export function payLaterCases<Bad>({ post, reading, invalid }: Makers<Bad>): Bad[] {
  const later = '/me/pay-later';
  return [
    post('pay later under an old text', 'ann', `${later}/activation`, { accepted: true, textVersion: 'pay-later-2001' }, [409, 'CONSENT_TEXT_OLD']),
    post('pay later without saying yes', 'ann', `${later}/activation`, { textVersion: 'pay-later-2026-01' }, invalid('accepted')),
    post('a checkout of an empty cart', 'ann', `${later}/checkouts`, {}, [409, 'CART_EMPTY']),
    post('a checkout with goods of its own', 'ann', `${later}/checkouts`, { sku: 'BH-1001' }, invalid('sku')),
    post('plans of an order that there is not', 'ann', `${later}/quotes`, { orderRef: 'ord_00nothing' }, [404, 'ORDER_UNKNOWN', 'ord_00nothing']),
    post('plans of a product that there is not', 'ann', `${later}/quotes`, { orderRef: 'ord_00nothing', product: 'payday' }, invalid('product')),
    post('a plan that was not quoted', 'ann', `${later}/purchases`, { quoteId: 'quo_00nothing', periods: 1, agreementAccepted: true, readingSeconds: 9 }, [
      404,
      'QUOTE_UNKNOWN',
    ]),
    post(
      'no instalments',
      'ann',
      `${later}/purchases`,
      { quoteId: 'quo_00nothing', periods: 0, agreementAccepted: true, readingSeconds: 9 },
      invalid('periods'),
    ),
    post(
      'less than no seconds read',
      'ann',
      `${later}/purchases`,
      { quoteId: 'quo_00nothing', periods: 1, agreementAccepted: true, readingSeconds: -1 },
      invalid('readingSeconds'),
    ),
    reading('a purchase that there is not', `${later}/purchases/plc_00nothing`, [404, 'PURCHASE_UNKNOWN', 'plc_00nothing'], 'ann'),
    post('giving up a purchase that there is not', 'ann', `${later}/purchases/plc_00nothing/cancellation`, undefined, [404, 'PURCHASE_UNKNOWN']),
    post('a return of nothing', 'ann', `${later}/purchases/plc_00nothing/returns`, { lines: [] }, invalid('lines')),
    post('a return of no pieces', 'ann', `${later}/purchases/plc_00nothing/returns`, { lines: [{ line: 1, quantity: 0 }] }, invalid('quantity')),
    post('settling a purchase that there is not', 'ann', `${later}/purchases/plc_00nothing/settlement`, undefined, [404, 'PURCHASE_UNKNOWN']),
    reading('a bill that there is not', '/me/bills/bil_00nothing', [404, 'BILL_UNKNOWN', 'bil_00nothing'], 'ann'),
    post('paying a bill that there is not', 'ann', '/me/bills/bil_00nothing/repayments', { amount: '1.00' }, [404, 'BILL_UNKNOWN']),
    post('paying without an amount', 'ann', '/me/bills/bil_00nothing/repayments', {}, invalid('amount')),
    post('instalments of a bill that there is not', 'ann', '/me/bills/bil_00nothing/conversion', { periods: 3, agreementAccepted: true }, [
      404,
      'BILL_UNKNOWN',
    ]),
    post('instalments that are one', 'ann', '/me/bills/bil_00nothing/conversion', { periods: 1, agreementAccepted: true }, invalid('periods')),
    post('an offer that there is not', 'ann', '/me/limit-changes/lch_00nothing/answer', { accept: true }, [404, 'LIMIT_CHANGE_UNKNOWN', 'lch_00nothing']),
    post('an answer that is neither yes nor no', 'ann', '/me/limit-changes/lch_00nothing/answer', { accept: 'perhaps' }, invalid('accept')),
    reading('a purchase of nobody', '/pay-later/purchases/plc_00nothing', [404, 'PURCHASE_UNKNOWN']),
    reading('purchases in a state that there is not', '/pay-later/purchases?state=lost', invalid('state')),
    post('money for a programme that there is not', 'finance', '/pay-later/programmes/none/fundings', FUNDING, [404, 'PAY_LATER_UNKNOWN', 'none']),
    post('money from a source that there is not', 'finance', '/pay-later/programmes/none/fundings', { ...FUNDING, source: 'friends' }, invalid('source')),
    post('money without a reference', 'finance', '/pay-later/programmes/none/fundings', { ...FUNDING, reference: ' ' }, invalid('reference')),
    post('a verdict on money that there is not', 'operator', '/pay-later/fundings/fnd_00nothing/verdict', { approve: true }, [404, 'FUNDING_UNKNOWN']),
    reading('limits of nobody', '/customers/cus_00nothing/limits', [404, 'CUSTOMER_UNKNOWN'], 'risk'),
    post(
      'a limit of a scope that there is not',
      'risk',
      '/customers/cus_00nothing/limit-changes',
      { scope: 'all', kind: 'freeze', reason: 'a reason' },
      invalid('scope'),
    ),
    post('a freeze without a reason', 'risk', '/customers/cus_00nothing/limit-changes', { scope: 'total', kind: 'freeze', reason: '' }, invalid('reason')),
  ];
}
