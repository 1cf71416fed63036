import { idCheckDigit } from '@jinqiao/parties';
import { dunningCases } from './bad-dunning.ts';

/** The ID number of somebody born on a day, with the right check digit or with the next one. */
export function idOf(birth: string, off = 0): string {
  const first17 = `110101${birth}123`;
  const digits = '0123456789X';
  return `${first17}${digits[(digits.indexOf(idCheckDigit(first17)) + off) % digits.length]}`;
}

type Expected = readonly [status: number, code: string, says?: string];

const ORGANISATION = { uscc: '91350100M000100Y43', name: '福州测试', kind: 'company', legalRepresentative: null, licenceValidThrough: null };

type Makers<Bad> = {
  readonly post: (name: string, as: string, path: string, body: unknown, expected: Expected) => Bad;
  readonly reading: (name: string, path: string, expected: Expected) => Bad;
  readonly invalid: (says?: string) => Expected;
  readonly nobody: string;
  readonly on: string;
  readonly open: string;
  readonly ann: { readonly mobile: string; readonly cardNumber: string };
  readonly newcomer: string;
  readonly terms: object;
  readonly nowhere: string;
};

/** Requests about codes, identities, organisations and relations, and about what people owe, that must be refused. */
export function partyCases<Bad>({ post, reading, invalid, nobody, on, open, ann, newcomer, terms, nowhere }: Makers<Bad>): Bad[] {
  const signUp = { mobile: newcomer, code: '000000', terms };
  return [
    ...dunningCases({ post, reading, invalid, on, nowhere }),
    post('a sign-up with a code that was never sent', nobody, '/customers', signUp, [422, 'CODE_WRONG', '0 tries']),
    post('a sign-up with a number that is taken and a code that was never sent', nobody, '/customers', { ...signUp, mobile: ann.mobile }, [422, 'CODE_WRONG']),
    post('a sign-up with the terms left out', nobody, '/customers', { ...signUp, terms: undefined }, invalid('terms')),
    post('a code to a landline', nobody, '/codes', { mobile: '010-66194114' }, [422, 'MOBILE_INVALID']),
    post('a code to a number that cannot be reached', nobody, '/codes', { mobile: '17090000001' }, [503, 'CODE_NOT_SENT', 'NUMBER_UNREACHABLE']),
    post('a sign-in with a code of letters', nobody, '/sessions/code', { mobile: ann.mobile, code: 'abcdef' }, [422, 'CODE_WRONG']),
    post('a liveness check without the consent to it', 'eve', '/me/liveness', undefined, [422, 'CONSENT_MISSING', 'face-recognition']),
    post('the end of another’s liveness check', 'eve', `/me/liveness/evd_${nowhere}/result`, undefined, [404, 'LIVENESS_UNKNOWN']),
    post('an ID document that expired yesterday', 'eve', '/me/id-document', { idValidThrough: on }, [422, 'ID_VALIDITY_INVALID', open]),
    post('a card of somebody unnamed', 'dee', '/me/card-check', { cardNumber: ann.cardNumber }, [409, 'REAL_NAME_MISSING']),
    post('a join with nobody', 'eve', '/me/join', { proof: { kind: 'liveness' } }, [404, 'SAME_PERSON_UNKNOWN']),
    post('a closure without a code', 'ann', '/me/closure', { code: '123456' }, [422, 'CODE_WRONG']),
    post('a consent that is not given here', 'eve', '/me/consents', { purpose: 'data-to-bank', accepted: true, textVersion: 'x' }, invalid('purpose')),
    post('a consent not ticked', 'eve', '/me/consents', { purpose: 'marketing', accepted: false, textVersion: 'x' }, [422, 'CONSENT_MISSING', 'marketing']),
    post('a credit code with a wrong check', 'operator', '/organisations', { ...ORGANISATION, uscc: '91350100M000100Y42' }, [
      422,
      'USCC_INVALID',
      'check character',
    ]),
    post('a credit code with the letter I', 'operator', '/organisations', { ...ORGANISATION, uscc: '91350100I000100Y43' }, [
      422,
      'USCC_INVALID',
      'without I, O',
    ]),
    post('an organisation of the auditor', 'auditor', '/organisations', ORGANISATION, [403, 'NOT_ALLOWED']),
    reading('an unknown organisation', `/organisations/org_${nowhere}`, [404, 'ORGANISATION_UNKNOWN']),
    reading('relations of a loan', '/parties/<annsLoan>/relations', [404, 'PARTY_UNKNOWN']),
    reading('a way of too many steps', `/related?from=org_${nowhere}&to=per_${nowhere}&steps=7`, [422, 'RELATED_TOO_FAR', '1 to 6']),
    reading('a way to a customer of no name', `/related?from=org_${nowhere}&to=cus_${nowhere}`, [404, 'PARTY_UNKNOWN']),
    post(
      'a restriction without a reason',
      'risk',
      `/customers/cus_${nowhere}/restrictions`,
      { scope: 'everything', cause: 'risk', reason: '' },
      invalid('reason'),
    ),
    post('a check of a request that is not there', 'risk', `/staff-requests/req_${nowhere}/check`, { outcome: 'approved' }, [404, 'STAFF_REQUEST_UNKNOWN']),
  ];
}
