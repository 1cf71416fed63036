import { CONSENT_TEXTS } from '@jinqiao/parties';
import { withLuhn } from '../src/synthetic.ts';

type Expected = readonly [status: number, code: string, says?: string];

type Makers<Bad> = {
  readonly post: (name: string, as: string, path: string, body: unknown, expected: Expected) => Bad;
  readonly reading: (name: string, path: string, expected: Expected) => Bad;
  readonly invalid: (says?: string) => Expected;
  readonly debitCard: { readonly mobile: string; readonly cardNumber: string };
  readonly nowhere: string;
};

/** A place in a list, as an answer tells it. */
export const cursor = (place: string): string => Buffer.from(place).toString('base64url');
const CREDIT_CARD = withLuhn('436718000000001');
const given = (purpose: keyof typeof CONSENT_TEXTS) => ({ accepted: true, textVersion: CONSENT_TEXTS[purpose].version });

/** Requests about pay-offs of cards and about the banks that fund them which must be refused. */
export function payOffCases<Bad>({ post, reading, invalid, debitCard, nowhere }: Makers<Bad>): Bad[] {
  const consent = given('card-statement');
  const [cards, payOffs] = ['/me/pay-off-cards', '/me/card-pay-offs'];
  const asked = { statementId: `cst_${nowhere}`, amount: '1000.00', periods: 12, method: 'equal-principal' };
  const { cardNumber, mobile } = debitCard;
  const applied = { ...asked, cardNumber, mobile, bureauConsent: given('bureau-report'), dataConsent: given('data-to-bank') };
  const accepted = { agreementHash: '0'.repeat(64), agreementAccepted: true, readingSeconds: 60 };
  return [
    post('a credit card with a wrong check digit', 'ann', cards, { cardNumber: `${CREDIT_CARD.slice(0, -1)}x`, consent }, [422, 'CARD_INVALID']),
    post('a debit card to be paid off', 'ann', cards, { cardNumber, consent }, [422, 'CARD_NOT_CREDIT', 'credit card']),
    post('a credit card without the consent', 'ann', cards, { cardNumber: CREDIT_CARD, consent: { ...consent, accepted: false } }, [422, 'CONSENT_MISSING']),
    post('a credit card with a consent to another text', 'ann', cards, { cardNumber: CREDIT_CARD, consent: { ...consent, textVersion: 'x' } }, [
      409,
      'CONSENT_TEXT_OLD',
    ]),
    post('a credit card of somebody unnamed', 'dee', cards, { cardNumber: CREDIT_CARD, consent }, [409, 'REAL_NAME_MISSING']),
    post('a credit card with a field that is none', 'ann', cards, { cardNumber: CREDIT_CARD, consent, pin: '1234' }, invalid()),
    post('the statement of a card that is nobody’s', 'ann', `${cards}/poc_${nowhere}/statement`, undefined, [404, 'PAY_OFF_CARD_UNKNOWN']),
    post('a comparison for a statement that is nobody’s', 'ann', '/me/pay-off-comparisons', asked, [404, 'STATEMENT_UNKNOWN']),
    post('a comparison of nothing', 'ann', '/me/pay-off-comparisons', { ...asked, amount: '0.00' }, [422, 'AMOUNT_NOT_POSITIVE']),
    post('a comparison over half a month', 'ann', '/me/pay-off-comparisons', { ...asked, periods: 0.5 }, invalid('periods')),
    post('a pay-off of a statement that is nobody’s', 'ann', payOffs, applied, [404, 'STATEMENT_UNKNOWN', 'fetch it again']),
    post('a pay-off in thirds of a fen', 'ann', payOffs, { ...applied, amount: '0.333' }, [422, 'AMOUNT_TOO_PRECISE']),
    post('a pay-off repaid from a card with a wrong check digit', 'ann', payOffs, { ...applied, cardNumber: '6228480000000000001' }, [422, 'CARD_INVALID']),
    post('a pay-off with a landline', 'ann', payOffs, { ...applied, mobile: '010-66194114' }, [422, 'MOBILE_INVALID']),
    post('the acceptance of an offer that is nobody’s', 'ann', `${payOffs}/cpo_${nowhere}/confirmation`, accepted, [404, 'PAY_OFF_UNKNOWN']),
    post(
      'the acceptance of an agreement that is not named',
      'ann',
      `${payOffs}/cpo_${nowhere}/confirmation`,
      { agreementAccepted: true },
      invalid('agreementHash'),
    ),
    post('the end of an offer that is nobody’s', 'ann', `${payOffs}/cpo_${nowhere}/cancellation`, undefined, [404, 'PAY_OFF_UNKNOWN']),
    reading('the choices for what nobody funded', `/funding-choices/cpo_${nowhere}`, [404, 'FUNDING_CHOICE_UNKNOWN']),
    reading('choices with an outcome that is none', '/funding-choices?outcome=maybe', invalid('outcome')),
    reading('choices after no place', `/funding-choices?cursor=${cursor('here')}`, [400, 'CURSOR_INVALID']),
    reading('pay-offs after no place', `/card-pay-offs?cursor=${cursor('2026-02-31 cpo')}`, [400, 'CURSOR_INVALID']),
    reading('pay-offs in a state that is none', '/card-pay-offs?state=soon', invalid('state')),
  ];
}
