import { faults } from '@jinqiao/errors';

export const vaultFault = faults({
  SEALED_BROKEN: { status: 500, en: 'A sealed field was altered, or lies in another place than it was sealed for', zh: '加密字段被篡改,或不在其加密时的位置' },
  SEAL_KEY_UNKNOWN: { status: 503, en: 'A field is sealed by key {key}, which has not been read yet; try again', zh: '字段由尚未载入的密钥 {key} 加密,请重试' },
  MASTER_KEY_UNKNOWN: {
    status: 500,
    en: 'Data keys are wrapped by master key {key}, which is not at hand',
    zh: '数据密钥由主密钥 {key} 加密,但无法取得该主密钥',
  },
  ROTATION_RUNNING: { status: 409, en: 'Key {key} is not in use everywhere yet; rotate again once it is', zh: '密钥 {key} 尚未全面启用,请待其完成后再轮换' },
});
