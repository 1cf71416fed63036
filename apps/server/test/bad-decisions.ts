import { decisionFlowExample } from './decision-flow.ts';

type Expected = readonly [status: number, code: string, says?: string];
type Tools<T> = {
  readonly post: (name: string, as: string, path: string, body: unknown, expected: Expected) => T;
  readonly reading: (name: string, path: string, expected: Expected, as?: string) => T;
  readonly invalid: (says?: string) => Expected;
  readonly nowhere: string;
};

/** Requests about decisions, flows and reviews that must be refused. */
export function decisionCases<T>({ post, reading, invalid, nowhere }: Tools<T>): T[] {
  const flow = decisionFlowExample();
  const proposing = (name: string, change: object, expected: Expected) =>
    post(name, 'risk', '/credit/flow-changes', { flow: { ...flow, ...change }, reason: 'a good reason' }, expected);
  const rule = (change: object) => ({
    steps: [
      {
        id: 'admission',
        kind: 'rules',
        rules: [{ code: 'PLATFORM_AGE', check: { form: 'at-least', feature: 'age', value: '21' }, effect: 'refuse', ...change }],
      },
    ],
  });
  const lone = { overrides: { ...flow.overrides, codes: [] } };
  const review = `rev_${nowhere}`;
  const listing = { list: 'black', kind: 'customer', value: `cus_${nowhere}`, reason: 'forged papers', validTo: null };
  return [
    reading('a decision that does not exist', `/credit/runs/run_${nowhere}`, [404, 'RUN_UNKNOWN', nowhere]),
    reading('a decision by another kind of id', '/credit/runs/nowhere', [404, 'RUN_UNKNOWN']),
    reading('a null byte for a decision', '/credit/runs/run_%00', invalid('characters')),
    reading('a decision that does not exist made again', `/credit/runs/run_${nowhere}/replay`, [404, 'RUN_UNKNOWN']),
    reading('decisions of an outcome that is none', '/credit/runs?outcome=maybe', invalid('outcome')),
    reading('decisions by a cursor of somewhere else', `/credit/runs?cursor=${Buffer.from('2026-03-02 loa_1').toString('base64url')}`, [400, 'CURSOR_INVALID']),
    reading('reviews in a state that is none', '/credit/reviews?state=lost', invalid('state')),
    reading('reviews by a cursor of a day that does not exist', `/credit/reviews?cursor=${Buffer.from(`2026-02-30 10:00 ${review}`).toString('base64url')}`, [
      400,
      'CURSOR_INVALID',
    ]),
    reading('agreement of two engines on no day', '/credit/agreement?programmeId=JL&from=2026-02-30&through=2026-03-02', [422, 'DATE_INVALID', '2026-02-30']),
    reading('agreement without a programme', '/credit/agreement?from=2026-03-01&through=2026-03-02', invalid('programmeId')),
    reading('features of nobody', `/customers/cus_${nowhere}/features`, [404, 'CUSTOMER_UNKNOWN']),
    reading('features as known at noon', `/customers/cus_${nowhere}/features?knownAt=noon`, invalid('knownAt')),
    reading('features of a day that does not exist', `/customers/cus_${nowhere}/features?asOf=2026-02-30`, [422, 'DATE_INVALID']),
    reading('an operator looking for fraud', '/credit/runs', [403, 'NOT_ALLOWED', 'operator'], 'operator'),
    reading('a customer reading reviews', '/credit/reviews', [403, 'NOT_ALLOWED', 'customer'], 'ann'),
    reading('why, without an application', '/me/credit-decision', [404, 'APPLICATION_UNKNOWN'], 'eve'),
    post('a review of what was approved', 'ann', '/me/credit-decision/review', { note: 'more, please' }, [409, 'REVIEW_NOT_POSSIBLE']),
    post('a review without a word', 'ann', '/me/credit-decision/review', { note: '' }, invalid('note')),
    post('a claim of no review', 'risk', `/credit/reviews/${review}/claim`, undefined, [404, 'REVIEW_UNKNOWN']),
    post('a verdict on no review', 'risk', `/credit/reviews/${review}/verdict`, { approve: true, reason: 'a good reason' }, [404, 'REVIEW_UNKNOWN']),
    post('a verdict without a reason', 'risk', `/credit/reviews/${review}/verdict`, { approve: true }, invalid('reason')),
    post('a check of no review', 'risk', `/credit/reviews/${review}/check`, { agree: true, reason: 'a good reason' }, [404, 'REVIEW_UNKNOWN']),
    post('an auditor deciding a review', 'auditor', `/credit/reviews/${review}/verdict`, { approve: true, reason: 'a good reason' }, [
      403,
      'NOT_ALLOWED',
      'auditor',
    ]),
    proposing('a flow without a step', { steps: [] }, invalid('steps')),
    proposing('a flow with a step that is none', { steps: [{ id: 'guess', kind: 'guess' }] }, invalid('kind')),
    proposing('a flow with a field too many', { script: 'return true' }, invalid('script')),
    proposing('a flow on a feature that is none', { ...lone, ...rule({ check: { form: 'at-least', feature: 'height', value: '21' } }) }, [
      422,
      'FLOW_INVALID',
      'height',
    ]),
    proposing('a flow on a prototype', { ...lone, ...rule({ check: { form: 'at-least', feature: '__proto__', value: '21' } }) }, [
      422,
      'FLOW_INVALID',
      'no feature',
    ]),
    proposing('a flow with a bound in words', { ...lone, ...rule({ check: { form: 'at-least', feature: 'age', value: 'old' } }) }, [
      422,
      'FLOW_INVALID',
      'whole number',
    ]),
    proposing('a flow that lets a compliance rule be overridden', { overrides: { ...flow.overrides, codes: ['BUREAU_CONSENT'] } }, [
      422,
      'FLOW_INVALID',
      'compliance',
    ]),
    proposing('a flow with a code that has no words', { ...lone, ...rule({ code: 'TOO_TALL' }) }, [422, 'FLOW_INVALID', 'no words']),
    proposing('a flow with a card that is not registered', { ...lone, steps: [{ id: 'score', kind: 'scorecard', card: { name: 'best', version: '9' } }] }, [
      422,
      'CARD_UNKNOWN',
      'best',
    ]),
    proposing('a flow against a challenger that is none', { challenger: { flow: 'nothing', version: 1, share: 100, mode: 'shadow' } }, [404, 'FLOW_UNKNOWN']),
    post('a verdict on no flow', 'risk', `/credit/flow-changes/fch_${nowhere}/verdict`, { approve: true, reason: 'a good reason' }, [
      404,
      'FLOW_CHANGE_UNKNOWN',
    ]),
    post('an auditor proposing a flow', 'auditor', '/credit/flow-changes', { flow, reason: 'a good reason' }, [403, 'NOT_ALLOWED']),
    post('an entry in a list that is none', 'risk', '/credit/listings', { ...listing, list: 'red' }, invalid('list')),
    post('an entry that ended before it began', 'risk', '/credit/listings', { ...listing, validTo: '2026-03-02' }, invalid('after today')),
    post('the end of an entry that is none', 'risk', `/credit/listings/lst_${nowhere}/end`, { reason: 'a good reason' }, [404, 'LISTING_UNKNOWN']),
  ];
}
