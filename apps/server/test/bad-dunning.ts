type Expected = readonly [status: number, code: string, says?: string];

type Makers<Bad> = {
  readonly post: (name: string, as: string, path: string, body: unknown, expected: Expected) => Bad;
  readonly reading: (name: string, path: string, expected: Expected) => Bad;
  readonly invalid: (says?: string) => Expected;
  readonly on: string;
  readonly nowhere: string;
};

const REASON = 'asked by the customer';
const QUEUES = [{ queue: 'all', zh: '全部', en: 'All' }];

/** Requests of the dunning desk and of customers about debts that must be refused. */
export function dunningCases<Bad>({ post, reading, invalid, on, nowhere }: Makers<Bad>): Bad[] {
  const unknown = `/dunning/cases/dun_${nowhere}`;
  const contact = { channel: 'call', with: 'debtor', outcome: 'reached', note: '' };
  const strategy = { from: '2099-01-01', body: { queues: QUEUES, messages: [] }, reason: REASON };
  return [
    reading('an unknown dunning case', unknown, [404, 'CASE_UNKNOWN']),
    reading('cases after a cursor of loans', '/dunning/cases?cursor=bm93aGVyZQ', [400, 'CURSOR_INVALID']),
    reading('statistics that end before they begin', '/dunning/statistics?from=2026-03-02&through=2026-03-01', [422, 'DATE_RANGE_INVALID']),
    reading('statistics of a day that does not exist', '/dunning/statistics?from=2026-02-30&through=2026-03-01', [422, 'DATE_INVALID']),
    post('the next case where there is none', 'risk', '/dunning/claims', { queue: null }, [404, 'QUEUE_EMPTY']),
    post('the next case of no queue', 'risk', '/dunning/claims', { queue: 'nowhere' }, [404, 'QUEUE_UNKNOWN']),
    post('a contact over a channel that is none', 'risk', `${unknown}/contacts`, { ...contact, channel: 'telegram' }, invalid('channel')),
    post('a contact on no case', 'risk', `${unknown}/contacts`, contact, [404, 'CASE_UNKNOWN']),
    post('a contact of the auditor', 'auditor', `${unknown}/contacts`, contact, [403, 'NOT_ALLOWED']),
    post('a message with a novel added', 'risk', `${unknown}/messages`, { template: 'reminder', added: '字'.repeat(61) }, invalid('added')),
    post('a case into the hands of nobody known', 'risk', `${unknown}/assignment`, { assignee: 'nobody', reason: REASON }, [404, 'STAFF_UNKNOWN']),
    post('a case into the hands of the auditor', 'risk', `${unknown}/assignment`, { assignee: 'auditor', reason: REASON }, [404, 'STAFF_UNKNOWN']),
    post('a promise of half a fen', 'risk', `${unknown}/promises`, { amount: '1.005', dueOn: on }, [422, 'AMOUNT_TOO_PRECISE']),
    post('a plan on no case', 'risk', `${unknown}/plans`, { contractId: 'loa_x', periods: 3, firstOn: on, reason: REASON }, [404, 'CASE_UNKNOWN']),
    post('a settlement of no amount', 'risk', `${unknown}/settlements`, { contractId: 'x', amount: '0', validUntil: on, reason: REASON }, [
      422,
      'AMOUNT_NOT_POSITIVE',
    ]),
    post('a verdict on no plan', 'finance', `/dunning/plans/pln_${nowhere}/verdict`, { approve: true }, [404, 'PLAN_UNKNOWN']),
    post('an extension of no plan', 'finance', `/dunning/plans/pln_${nowhere}/extension`, { reason: REASON }, [404, 'PLAN_UNKNOWN']),
    post('a verdict on no settlement', 'finance', `/dunning/settlements/stl_${nowhere}/verdict`, { approve: true }, [404, 'SETTLEMENT_UNKNOWN']),
    post('an answer of risk to a complaint', 'risk', `/dunning/complaints/cmt_${nowhere}/answer`, { state: 'answered', reason: REASON }, [403, 'NOT_ALLOWED']),
    post('an answer to no hardship request', 'risk', `/dunning/hardships/hrd_${nowhere}/answer`, { state: 'refused', reason: REASON }, [
      404,
      'HARDSHIP_UNKNOWN',
    ]),
    post(
      'rules whose last queue has a condition',
      'risk',
      '/dunning/strategies',
      { ...strategy, body: { queues: [{ ...QUEUES[0], daysFrom: 3 }], messages: [] } },
      [422, 'STRATEGY_INVALID', 'takes every case'],
    ),
    post('rules that begin yesterday', 'risk', '/dunning/strategies', { ...strategy, from: on }, [422, 'STRATEGY_INVALID', 'after today']),
    post(
      'rules with a message of no template',
      'risk',
      '/dunning/strategies',
      { ...strategy, body: { queues: QUEUES, messages: [{ daysPastDue: 3, template: 'poem' }] } },
      [422, 'STRATEGY_INVALID', 'poem'],
    ),
    post('a verdict on no rules', 'risk', `/dunning/strategies/str_${nowhere}/verdict`, { approve: true }, [404, 'STRATEGY_UNKNOWN']),
    post('a payment of a loan that is not overdue', 'ann', '/me/debts/<annsLoan>/payments', { amount: '1.00' }, [404, 'DEBT_UNKNOWN']),
    post('a hardship request about nothing', 'ann', `/me/debts/loa_${nowhere}/hardship`, { reason: REASON, monthly: '1.00' }, [404, 'DEBT_UNKNOWN']),
    post('a promise about nothing', 'ann', `/me/debts/loa_${nowhere}/promises`, { amount: '1.00', dueOn: on }, [404, 'DEBT_UNKNOWN']),
    post('a complaint without a word', 'ann', '/me/complaints', { reason: ' ' }, invalid('reason')),
  ];
}
