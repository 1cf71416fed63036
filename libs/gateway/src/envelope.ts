import type { Algorithm } from './crypto.ts';

/** What travels beside a body, and what is signed: every header, the operation, and the body's digest. */
export type Envelope = {
  readonly sender: string;
  readonly receiver: string;
  readonly serial: string;
  readonly operation: string;
  readonly businessDate: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly digest: string;
};

export function signedText(e: Envelope): string {
  return ['jinqiao-request-1', e.operation, e.sender, e.receiver, e.serial, e.businessDate, e.timestamp, e.nonce, e.digest].join('\n');
}

/** An answer is signed together with what it answers. */
export function signedAnswer(answer: { institution: string; serial: string; status: number; requestDigest: string; digest: string }): string {
  return ['jinqiao-answer-1', answer.institution, answer.serial, String(answer.status), answer.requestDigest, answer.digest].join('\n');
}

export function headersOf(e: Envelope, signature: string, algorithm: Algorithm): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    'jq-institution': e.sender,
    'jq-receiver': e.receiver,
    'jq-serial': e.serial,
    'jq-business-date': e.businessDate,
    'jq-timestamp': e.timestamp,
    'jq-nonce': e.nonce,
    'jq-digest': e.digest,
    'jq-algorithm': algorithm,
    'jq-signature': signature,
  };
}

/** The longest that a header may be: an RSA signature of 4096 bits. */
const HEADER_LIMIT = 1_024;

export function envelopeOf(operation: string, headers: Readonly<Record<string, string | string[] | undefined>>): { envelope: Envelope; signature: string } {
  const get = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' && value.length <= HEADER_LIMIT ? value : '';
  };
  return {
    envelope: {
      operation,
      sender: get('jq-institution'),
      receiver: get('jq-receiver'),
      serial: get('jq-serial'),
      businessDate: get('jq-business-date'),
      timestamp: get('jq-timestamp'),
      nonce: get('jq-nonce'),
      digest: get('jq-digest'),
    },
    signature: get('jq-signature'),
  };
}
