import { addDays, businessDate, endOfMonth } from '@jinqiao/calendar';
import { type Column, type Document, renderPdf } from '@jinqiao/document';
import { asset, formatAmount, sum } from '@jinqiao/money';
import { type Certificate, type HoldingEvent, sharesOn } from '@jinqiao/wealth';
import type { AssetHeld, AssetSource } from './assets.ts';
import { PLATFORM_NAME_ZH } from './partners.ts';

const CNY = asset('CNY');
const fen = (amount: bigint) => formatAmount(amount, CNY);
const NAV = { code: 'CNY', digits: 4 };

const left = (label: string, share: number): Column => ({ label, align: 'left', share });
const right = (label: string, share: number): Column => ({ label, align: 'right', share });

export type Holder = { readonly name: string; readonly idMasked: string };

const NOTES = [
  '本文件由系统按账簿生成。基金份额净值会波动,过往业绩不预示未来表现,不构成收益承诺。',
  'Made by the system from its books. Net values move; the past says nothing about the future, and nothing here is a promise of income.',
];

const KINDS: Readonly<Record<HoldingEvent['kind'], string>> = {
  purchase: '申购 Purchase',
  redemption: '赎回 Redemption',
  income: '收益 Income',
  dividend: '分红 Dividend',
  opening: '转入 Taken over',
  adjustment: '登记调整 Adjustment',
};

/** 对账单: of every product what was held when the month began, what happened in it and what was held when it ended. */
export function statementPdf(holder: Holder, month: string, asOf: string, sources: readonly AssetSource[]): Promise<Buffer> {
  const [first, last] = [`${month}-01`, monthEnd(month, asOf)];
  const items = sources.flatMap((source) => source.items);
  const rows = items.flatMap((item) => movements(item, first, last));
  const document: Document = {
    title: `资产对账单 Statement of assets ${month}`,
    facts: [
      ['姓名 Name', holder.name],
      ['证件号码 ID number', holder.idMasked],
      ['期间 Period', `${first} – ${last}`],
      ['供应商 Suppliers', sources.map(({ supplier }) => supplier.nameZh).join('、') || '–'],
    ],
    tables: [
      {
        title: '份额 Shares',
        columns: [left('产品 Product', 0.46), right('期初 Opening', 0.18), right('期内变动 Change', 0.18), right('期末 Closing', 0.18)],
        rows: items.map(({ fund, events }) => {
          const [opening, closing] = [sharesOn(events, addDays(businessDate(first), -1)), sharesOn(events, last)];
          return [`${fund.nameZh} ${fund.fundId}`, fen(opening), fen(closing - opening), fen(closing)];
        }),
      },
      {
        title: '明细 Movements',
        columns: [
          left('日期 Date', 0.14),
          left('产品 Product', 0.26),
          left('类型 Kind', 0.2),
          right('净值 NAV', 0.1),
          right('份额 Shares', 0.15),
          right('金额 Money', 0.15),
        ],
        rows,
      },
    ],
    notes: NOTES,
    foot: PLATFORM_NAME_ZH,
  };
  return renderPdf(document);
}

function movements({ fund, events }: AssetHeld, first: string, last: string): string[][] {
  return events
    .filter(({ on }) => on >= first && on <= last)
    .map(({ on, kind, nav, shares, money }) => [on, fund.nameZh, KINDS[kind], formatAmount(nav, NAV), fen(shares), fen(money)]);
}

/** The last day of a month, or the day as of which the books are read. */
function monthEnd(month: string, asOf: string): string {
  const last = endOfMonth(businessDate(`${month}-01`));
  return last < asOf ? last : asOf;
}

/** 资产证明: what was held at the end of a day, with the code by which anybody who is shown it can check it. */
export function certificatePdf(holder: Holder, { certificateId, asOf, total, lines }: Certificate, code: string): Promise<Buffer> {
  return renderPdf({
    title: '资产证明 Certificate of assets',
    facts: [
      ['姓名 Name', holder.name],
      ['证件号码 ID number', holder.idMasked],
      ['截至 As of', asOf],
      ['资产合计 Total', `${fen(total)} CNY`],
      ['编号 Number', certificateId],
      ['校验码 Code', code],
    ],
    tables: [
      {
        title: '持有明细 Holdings',
        columns: [left('产品 Product', 0.5), right('份额 Shares', 0.25), right('市值 Value', 0.25)],
        rows: [
          ...lines.map(({ nameZh, productId, shares, value }) => [`${nameZh} ${productId}`, fen(shares), fen(value)]),
          ['合计 Total', '', fen(sum(lines.map(({ value }) => value)))],
        ],
      },
    ],
    notes: ['凭编号和校验码可核验本证明内容。 Number and code show whether this is what was issued.', ...NOTES],
    foot: PLATFORM_NAME_ZH,
  });
}
