import { bucketOfId, type Database, HOUSE_BUCKET } from '@jinqiao/database';
import { encodeFile, parseFile, wholeFile } from '@jinqiao/gateway';
import {
  type Confirmation,
  dividendChoices,
  type Fund,
  type NetValueRegistrar,
  ordersHandedIn,
  type Registrar,
  replanFund,
  wealthFault,
} from '@jinqiao/wealth';
import { type FileLayout, files, type Institution, fund as wire } from '@jinqiao/wire';

const LAYOUTS = { confirmation: files.fundConfirmationFile, income: files.fundIncomeFile, holding: files.fundHoldingFile } as const;
const NAMES_ZH = { confirmation: '确认文件', income: '收益文件', holding: '份额对账文件' } as const;

const bucketOfHolder = (holderRef: string) => bucketOfId(holderRef) ?? HOUSE_BUCKET;

/**
 * The registrar over the neutral protocol. A file that is late, damaged or of another day is no answer: the day waits.
 * @throws Fault REGISTRAR_SILENT from every question.
 */
export function registrarOverWire(institution: Institution): Registrar & NetValueRegistrar {
  const rowsOf = async ({ fundId }: Fund, kind: keyof typeof LAYOUTS, on: string): Promise<readonly Readonly<Record<string, string>>[]> => {
    const file = await wholeFile(async (part) => {
      const exchange = await institution.exchange(wire.fundFile, {
        serial: `fund.${fundId}.${kind}.${on}.${part}`,
        businessDate: on,
        body: { fund: fundId, kind, date: on, part },
      });
      return exchange.state === 'answered' ? { ...exchange.answer, parts: exchange.answer.parts ?? 1 } : undefined;
    });
    const rows = file && readable(LAYOUTS[kind], file, { institution: institution.id, date: on });
    if (!rows) throw wealthFault('REGISTRAR_SILENT', { fundId, on, what: `the ${kind} file`, whatZh: NAMES_ZH[kind] });
    return rows;
  };
  return {
    confirmations: async (fund, on) =>
      (await rowsOf(fund, 'confirmation', on)).map((row): Confirmation => {
        const { orderRef = '', outcome, amount = '0', nav, shares = '0', cash = '0', fee = '0' } = row;
        const deal = nav ? { nav: BigInt(nav), shares: BigInt(shares), cash: BigInt(cash), fee: BigInt(fee) } : undefined;
        return { orderId: orderRef, outcome: outcome === 'confirmed' ? 'confirmed' : 'refused', amount: BigInt(amount), deal };
      }),
    published: async ({ fundId }, on) => {
      const body = { fund: fundId, date: on };
      const exchange = await institution.exchange(wire.publishedIncome, { serial: `fund.${fundId}.published.${on}`, businessDate: on, body });
      if (exchange.state !== 'answered') throw wealthFault('REGISTRAR_SILENT', { fundId, on, what: 'the income', whatZh: '万份收益' });
      const { ready, per10k, sevenDayYield } = exchange.answer;
      return ready ? { per10k: BigInt(per10k), sevenDayYield: sevenDayYield === null ? null : BigInt(sevenDayYield) } : undefined;
    },
    income: async (fund, on) =>
      (await rowsOf(fund, 'income', on)).map(({ holderRef = '', amount = '0' }) => ({
        bucket: bucketOfHolder(holderRef),
        customerId: holderRef,
        amount: BigInt(amount),
      })),
    netValue: async ({ fundId }, on) => {
      const body = { fund: fundId, date: on };
      const exchange = await institution.exchange(wire.publishedNetValue, { serial: `fund.${fundId}.net-value.${on}`, businessDate: on, body });
      if (exchange.state !== 'answered') throw wealthFault('REGISTRAR_SILENT', { fundId, on, what: 'the net value', whatZh: '净值' });
      const { ready, nav, accumulated, dividend } = exchange.answer;
      return ready ? { nav: BigInt(nav), accumulated: BigInt(accumulated), dividend: BigInt(dividend) } : undefined;
    },
    dividends: async (fund, on) =>
      (await rowsOf(fund, 'income', on)).map(({ holderRef = '', amount = '0', shares }) => ({
        bucket: bucketOfHolder(holderRef),
        customerId: holderRef,
        amount: BigInt(amount),
        shares: BigInt(shares || '0'),
      })),
    statement: async (fund, on) =>
      (await rowsOf(fund, 'holding', on)).map(({ holderRef = '', balance = '0' }) => ({
        bucket: bucketOfHolder(holderRef),
        customerId: holderRef,
        balance: BigInt(balance),
      })),
  };
}

/** The rows of a file, undefined where it is damaged, cut off or of another day. */
function readable(
  layout: FileLayout,
  { content, digest }: { readonly content: string; readonly digest: string },
  expected: { readonly institution: string; readonly date: string },
): readonly Readonly<Record<string, string>>[] | undefined {
  try {
    return parseFile(layout, content, digest, expected);
  } catch {
    return undefined;
  }
}

/** Hands the applications of a day in: always, since the file is what ends the day for the registrar. @throws Fault REGISTRAR_SILENT. */
export async function handInApplications(db: Database, institution: Institution, fund: Fund, date: string): Promise<number> {
  const { fundId } = fund;
  // An order that was accepted beside a change of the calendar has its dates by the calendar of before.
  await db.tx((tx) => replanFund(tx, fund));
  const orders = await ordersHandedIn(db, fundId, date);
  const choices = await dividendChoices(db, fundId, date);
  const applied = orders.map((order) => ({
    orderRef: order.orderId,
    holderRef: order.customerId,
    business: order.kind === 'subscribe' ? '022' : '024',
    amount: order.amount.toString(),
    dealingOn: order.dealingOn,
  }));
  const chosen = choices.map(({ customerId, mode }) => ({
    orderRef: `029.${customerId}`,
    holderRef: customerId,
    business: '029',
    amount: mode === 'shares' ? '1' : '0',
    dealingOn: date,
  }));
  const rows = [...applied, ...chosen];
  const { content } = encodeFile({ layout: files.fundApplicationFile, institution: 'platform', date, rows });
  const exchange = await institution.exchange(wire.submitApplications, {
    serial: `fund.${fundId}.applications.${date}`,
    businessDate: date,
    body: { fund: fundId, date, content },
  });
  if (exchange.state !== 'answered' || exchange.answer.status !== 'ACCEPTED')
    throw wealthFault('REGISTRAR_SILENT', { fundId, on: date, what: 'the applications', whatZh: '申请文件' });
  return orders.length;
}
