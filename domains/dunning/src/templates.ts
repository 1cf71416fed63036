/** What short messages say. No amount, no contract and no other person stands in them: a telephone lies on a table. */
const TEMPLATES = {
  reminder: '【金桥】{name}您好,您有一笔款项已过还款日,请登录 APP“我的-待还款项”查看并处理;如有困难可在该页面申请协商。如已还款请忽略。',
  'payment-link': '【金桥】{name}您好,请登录 APP“我的-待还款项”(/m/overdue)查看明细并还款,请勿向任何个人账户转账。',
  'bureau-notice': '【金桥】{name}您好,您有款项逾期。如自{date}起仍未还清,相关逾期信息可能报送金融信用信息基础数据库,特此告知;如有异议或困难请与我们联系。',
} as const;

export type TemplateId = keyof typeof TEMPLATES;
export const TEMPLATE_IDS = Object.keys(TEMPLATES) as readonly TemplateId[];

export function isTemplate(text: string): text is TemplateId {
  return text in TEMPLATES;
}

/** The message as it is sent. @param name the masked name. @param date the first day on which something bad may be reported. @param added own words of who sends it, checked before. */
export function textOfMessage(template: TemplateId, { name, date, added }: { name: string; date: string; added: string }): string {
  return `${TEMPLATES[template].replace('{name}', name).replace('{date}', date)}${added}`;
}
