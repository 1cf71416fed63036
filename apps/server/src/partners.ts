import { request } from 'node:http';
import type { Database } from '@jinqiao/database';
import { createSender, sealerOf } from '@jinqiao/gateway';
import type { InstitutionDays, JointLoan, Programme } from '@jinqiao/partnership';
import type { Clock } from '@jinqiao/runtime';
import type { Institution } from '@jinqiao/wire';
import type { InstallationKeys } from './keys.ts';

export type PartnerId =
  | 'bank'
  | 'payment'
  | 'yunque'
  | 'hongying'
  | 'clearing'
  | 'issuer'
  | 'bureau'
  | 'identity'
  | 'messages'
  | 'registrar'
  | 'shop'
  | 'yunzhou'
  | 'xihe';

/** Those that we send messages to. */
export type DirectPartnerId = Exclude<PartnerId, 'clearing' | 'bureau'>;
export type PartnerUrls = Readonly<Record<PartnerId, string>>;

export const PARTNER_NAMES: Readonly<Record<PartnerId, { readonly name: string; readonly nameZh: string }>> = {
  bank: { name: 'Lantau Harbour Bank', nameZh: '澜海银行' },
  payment: { name: 'Qingteng Payment', nameZh: '青藤支付' },
  yunque: { name: 'Yunque Pay', nameZh: '云雀支付' },
  hongying: { name: 'Hongying Pay', nameZh: '鸿影支付' },
  clearing: { name: 'Hengtong Clearing House', nameZh: '恒通清算' },
  issuer: { name: 'Card-issuing banks', nameZh: '发卡银行' },
  bureau: { name: 'Beichen Credit Bureau', nameZh: '北辰征信' },
  identity: { name: 'Jingwei Identity Register', nameZh: '经纬身份核验' },
  messages: { name: 'Feiyan Messages', nameZh: '飞雁短信' },
  registrar: { name: 'Lanting Fund Management', nameZh: '兰亭基金' },
  shop: { name: 'Baihui Mall', nameZh: '百汇商城' },
  yunzhou: { name: 'Yunzhou Bank', nameZh: '云州银行' },
  xihe: { name: 'Xihe Bank', nameZh: '曦和银行' },
};

/** City banks that fund programmes beside the first bank. */
export const CITY_BANKS = ['yunzhou', 'xihe'] as const;

/** The payment institutions, through which payment orders may be routed. */
export const PAYMENT_PARTNERS = ['payment', 'yunque', 'hongying'] as const;

export const PARTNER_KINDS: Readonly<
  Record<PartnerId, 'bank' | 'payment' | 'clearing' | 'issuer' | 'bureau' | 'identity' | 'messages' | 'registrar' | 'shop'>
> = {
  bank: 'bank',
  payment: 'payment',
  yunque: 'payment',
  hongying: 'payment',
  clearing: 'clearing',
  issuer: 'issuer',
  bureau: 'bureau',
  identity: 'identity',
  messages: 'messages',
  registrar: 'registrar',
  shop: 'shop',
  yunzhou: 'bank',
  xihe: 'bank',
};

/** What the customer reads as the lender of a programme. */
export function bankNameOf({ bankId }: Pick<Programme, 'bankId'>): { readonly name: string; readonly nameZh: string } {
  return PARTNER_NAMES[bankId as PartnerId] ?? { name: bankId, nameZh: bankId };
}

/** The licensed guarantor of programmes under today's rules; its risk is the platform's own. */
export const GUARANTOR_NAMES = { name: 'Songheng Guarantee', nameZh: '松恒融资担保' };

/** Who the borrower sees as guarantor. */
export const PLATFORM_NAME_ZH = '平台';

/** The programmes that a partner has part in: a bank in those that it funds, the payment institution in all of them. */
export function programmesOfPartner({ programmes, payment }: JointLoan, partner: string): readonly Programme[] {
  return programmes.filter(({ bankId }) => partner === payment.id || partner === bankId);
}

/** A partner over the neutral protocol. Another institution with another protocol is another function like this. */
export function partnerOverWire(id: DirectPartnerId, options: { url: string; keys: InstallationKeys; db: Database; clock: Clock }): Institution {
  const { keys } = options;
  const sender = createSender({
    self: 'platform',
    keys: keys.parties.platform,
    peer: { id, url: options.url, publicKey: keys.parties[id].publicKey },
    clock: options.clock,
    db: options.db,
    schema: 'gateway',
  });
  const { seal } = sealerOf(keys.seals[[id, 'platform'].sort().join(':')] ?? '');
  return {
    id,
    ...PARTNER_NAMES[id],
    seal,
    exchange: async (operation, message) => {
      const outcome = await sender.exchange({ ...message, operation: operation.name, fresh: operation.readOnly });
      if (outcome.state !== 'answered') return outcome;
      const answer = operation.answer.safeParse(outcome.answer);
      return answer.success ? { state: 'answered', answer: answer.data } : { state: 'unknown', reason: `the answer to ${operation.name} cannot be read` };
    },
  };
}

/** Tells a sandbox institution something outside the protocol. */
export function control(url: string, what: string, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/control/${what}`, { method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(`${what}: ${response.statusCode}`))));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

/** Payment institutions settle orders every day on which some are due; real ones keep their own clock, and this does nothing. */
export async function openOrderDay(urls: PartnerUrls, date: string): Promise<void> {
  await Promise.all(PAYMENT_PARTNERS.map((id) => control(urls[id], 'day', { date, workingDay: false, phase: 'open' }).catch(() => undefined)));
}

/** The shop's day: it delivers what it shipped before, ships what was ordered, and tells of it. A shop that is down is passed over: it tells later, and its file is late. */
export async function shopDay(urls: PartnerUrls, date: string): Promise<void> {
  for (const phase of ['open', 'end']) await control(urls.shop, 'day', { date, phase }).catch(() => undefined);
}

/** The sandbox's days move with the close. An institution that is down is passed over: its files will be late. */
export function sandboxDays(urls: PartnerUrls): InstitutionDays {
  const tell = async (url: string, date: string, workingDay: boolean, phase: 'open' | 'end') => {
    await control(url, 'day', { date, workingDay, phase }).catch(() => undefined);
  };
  return {
    open: (date, workingDay) => tell(urls.payment, date, workingDay, 'open'),
    end: async (date, workingDay) => {
      await Promise.all((['bank', ...CITY_BANKS] as const).map((id) => tell(urls[id], date, workingDay, 'end')));
    },
  };
}
