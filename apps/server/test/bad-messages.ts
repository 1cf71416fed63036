import { sm3 } from '@jinqiao/gateway';

const NOWHERE = '00'.repeat(13);

/** A notice that nobody signed, and the headers under which it must be refused. */
export const NOTICE = JSON.stringify({
  items: [{ collectionRef: `col_${NOWHERE}`, status: 'SUCCESS', code: '', paymentSerial: '', networkSerial: '', amount: '1' }],
});
const forged = (receiver: string, digest: string) => ({ 'jq-institution': 'payment', 'jq-receiver': receiver, 'jq-digest': digest, 'jq-signature': 'AAAA' });
export const UNSIGNED: readonly (readonly [name: string, headers: Readonly<Record<string, string>>, status: number, code: string])[] = [
  ['no signature', {}, 401, 'SENDER_UNKNOWN'],
  ['a stranger', { 'jq-institution': 'stranger', 'jq-signature': 'AAAA' }, 401, 'SENDER_UNKNOWN'],
  ['a partner with a made-up signature', forged('platform', sm3(NOTICE)), 401, 'SIGNATURE_WRONG'],
  ['a body that is not the one signed', forged('platform', '00'), 400, 'DIGEST_WRONG'],
  ['a message for somebody else', forged('bank', sm3(NOTICE)), 400, 'RECEIVER_WRONG'],
];
