import { faults } from '@jinqiao/errors';

export const paymentsFault = faults({
  PARTNER_UNAVAILABLE: {
    status: 503,
    en: '{partner} does not answer; nothing is lost, try again with the same key',
    zh: '{partner} 暂无响应;不会丢失,请以相同幂等键重试',
  },
  PARTNER_REFUSED: { status: 409, en: '{partner} refused: {en}', zh: '{partner} 拒绝:{zh}' },
  CARD_REFUSED: { status: 422, en: 'The payment institution refused the card: {code}', zh: '支付机构拒绝该银行卡:{code}' },
});
