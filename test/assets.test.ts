import type { CertificateView, MyAccount, MyAssets } from '@jinqiao/api';
import { SANDBOX_BOND_FUND, SANDBOX_FUND, SANDBOX_PENSION } from '@jinqiao/server';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, ask as askOf, openFundWithHolder } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

let installation: Installation;
let url: string;
let cookie = '';
let account: MyAccount;

const ask = <T>(method: string, path: string, body?: object): Promise<Answer<T>> => askOf<T>(url, cookie, method, path, body);
const assets = async () => (await ask<MyAssets>('GET', '/me/assets')).body;
const order = (fundId: string, kind: string, amount: string) => ask('POST', '/me/fund-orders', { fundId, kind, amount, accountId: account.id });

async function pdfText(path: string): Promise<string> {
  const response = await fetch(`${url}/api/v1${path}`, { headers: { cookie } });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(await response.arrayBuffer())));
  return text.join('').replace(/\s/g, '');
}

beforeAll(async () => {
  installation = await startInstallation({ clock: { now: () => Date.parse('2026-03-05T02:00:00Z') } });
  ({ url } = await installation.serve());
  await openJointLoan(installation.system, '2026-03-05');
  ({ cookie, account } = await openFundWithHolder(installation, url));
  await order(SANDBOX_FUND.fundId, 'subscribe', '12000.00');
  await order(SANDBOX_BOND_FUND.fundId, 'subscribe', '9000.00');
  await order(SANDBOX_PENSION.fundId, 'subscribe', '2000.00');
  await installation.system.close('2026-03-17');
  await order(SANDBOX_BOND_FUND.fundId, 'redeem', '3000.00');
  await order(SANDBOX_FUND.fundId, 'redeem', '1000.00');
  await installation.system.close('2026-04-02');
}, 120_000);
afterAll(() => installation.stop());

test('nothing of a supplier is shown without a consent for it, and nothing any more once it is withdrawn', async () => {
  const none = await assets();
  expect(none.sources.map(({ supplierId, consentId, value }) => [supplierId, consentId, value])).toEqual([
    ['lanting', null, null],
    ['songbai', null, null],
  ]);
  const given = { accepted: true, textVersion: none.text.version };
  expect((await ask<{ code: string }>('POST', '/me/asset-sources', { supplierId: 'lanting', ...given, accepted: false })).body.code).toBe('CONSENT_MISSING');
  expect((await ask<{ code: string }>('POST', '/me/asset-sources', { supplierId: 'nobody', ...given })).body.code).toBe('SUPPLIER_UNKNOWN');
  await ask('POST', '/me/asset-sources', { supplierId: 'lanting', ...given });
  const { body } = await ask<MyAssets>('POST', '/me/asset-sources', { supplierId: 'songbai', ...given });
  expect(body.sources.flatMap(({ items }) => items.map(({ productId }) => productId))).toEqual([
    SANDBOX_FUND.fundId,
    SANDBOX_BOND_FUND.fundId,
    SANDBOX_PENSION.fundId,
  ]);
  const pension = body.sources.find(({ supplierId }) => supplierId === 'songbai');
  expect(Number(body.total)).toBeCloseTo(
    body.sources.reduce((sum, { value }) => sum + Number(value), 0),
    6,
  );
  await ask('DELETE', `/me/consents/${pension?.consentId}`);
  expect((await assets()).sources.find(({ supplierId }) => supplierId === 'songbai')).toMatchObject({ consentId: null, value: null, items: [] });
});

test('the profit of each day adds up to what was earned: shares redeemed, dividends and fees included', async () => {
  const [lanting] = (await assets()).sources;
  for (const item of lanting?.items ?? []) {
    const days = item.days.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
    expect([item.productId, days]).toEqual([item.productId, Math.round(Number(item.profit) * 100)]);
  }
  // Of the bond fund by another way: what its orders brought and took, and what is left is worth.
  const bond = lanting?.items.find(({ productId }) => productId === SANDBOX_BOND_FUND.fundId);
  const { rows } = await installation.system.db.query<{ paid: bigint; nav: bigint; shares: bigint }>(
    `SELECT (SELECT sum(cash)::bigint FROM wealth.fund_order WHERE fund_id = $1 AND kind <> 'subscribe') AS paid,
       (SELECT nav FROM sandbox_registrar.net_value WHERE fund = $1 ORDER BY business_date DESC LIMIT 1) AS nav,
       (SELECT shares FROM sandbox_registrar.holding WHERE fund = $1) AS shares`,
    [SANDBOX_BOND_FUND.fundId],
  );
  const { paid = 0n, nav = 0n, shares = 0n } = rows[0] ?? {};
  expect(Number(bond?.profit)).toBeCloseTo((Number(paid) + Math.round((Number(shares) * Number(nav)) / 10_000) - 900_000) / 100, 6);
});

test('a statement of a month is a PDF with what was held and what happened', async () => {
  const march = await pdfText('/me/statements?month=2026-03');
  for (const part of [
    '资产对账单',
    '王小明',
    '2026-03-01–2026-03-31',
    '兰亭稳健债券',
    '9,000.00'.replace(',', ''),
    '申购Purchase',
    '赎回Redemption',
    '分红Dividend',
    '收益Income',
  ])
    expect(march).toContain(part);
  // The supplier whose consent was withdrawn is not in it.
  expect(march).not.toContain('松柏');
  for (const month of ['2026-05', '2026-13', 'march'])
    expect((await ask<{ code: string }>('GET', `/me/statements?month=${month}`)).body.code).toBe('STATEMENT_MONTH');
});

test('a certificate can be checked by who has its code, and by nobody else', async () => {
  const { status, body } = await ask<CertificateView>('POST', '/me/certificates');
  const total = (await assets()).total;
  expect([status, body.asOf, body.total]).toEqual([201, '2026-04-02', total]);
  const pdf = await pdfText(`/me/certificates/pdf?id=${body.id}&code=${body.code}`);
  for (const part of [body.id, body.code, '王小明', '110***********002X', total]) expect(pdf).toContain(part);
  const seen = await askOf<{ holder: string; total: string; lines: unknown[] }>(url, '', 'GET', `/certificates?id=${body.id}&code=${body.code}`);
  expect([seen.status, seen.body.holder, seen.body.total, seen.body.lines.length]).toEqual([200, '*小明', total, 2]);
  const wrong = await askOf<{ code: string }>(url, '', 'GET', `/certificates?id=${body.id}&code=${'0'.repeat(16)}`);
  expect([wrong.status, wrong.body.code]).toEqual([404, 'CERTIFICATE_UNKNOWN']);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});
