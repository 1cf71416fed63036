import type { MyMandates } from '@jinqiao/api';
import { skipUnlessBrowser } from '@jinqiao/runtime/testing';
import { withLuhn } from '@jinqiao/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask } from './fund-holder.ts';
import { type Installation, openJointLoan, signUpOverHttp, startInstallation, wrongInBooks } from './installation.ts';
import { canBrowse, launchBrowser, openPage, requireBuilt } from './pages.ts';
import { openPayLaterFor } from './pay-later.ts';

const MOBILE = '13900000001';
let installation: Installation | undefined;
let browser: Browser | undefined;
let url = '';
let cookie = '';

/** A picture of a page, where somebody wants to look. */
async function shot(page: Page, name: string): Promise<void> {
  if (process.env.JINQIAO_SHOTS) await page.screenshot({ path: `${process.env.JINQIAO_SHOTS}/${name}.png`, fullPage: true });
}

beforeEach((context) => {
  skipUnlessBrowser(context);
  requireBuilt();
});

beforeAll(async () => {
  if (!canBrowse()) return;
  // 10:00 in Shanghai on the first day, and running: what was shown must have been read for some time.
  const started = Date.now();
  installation = await startInstallation({ clock: { now: () => Date.parse('2026-03-02T02:00:00Z') + Date.now() - started } });
  ({ url } = await installation.serve());
  const { id } = await openJointLoan(installation.system, '2026-03-02');
  await openPayLaterFor(installation.system, id, MOBILE);
  cookie = await signUpOverHttp(installation, url, MOBILE);
  await ask(url, cookie, 'POST', '/me/real-name', { name: '王小明', idNumber: '110105199003070017' });
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await installation?.stop();
});

async function signedIn(): Promise<Awaited<ReturnType<typeof openPage>>> {
  const opened = await openPage(browser, { width: 375, height: 812 });
  const [name = '', value = ''] = cookie.split('=');
  await opened.page.context().addCookies([{ name, value, url }]);
  return opened;
}

test('goods are put into the cart and taken out, each seller is named and added up, and the cart outlives the page', async () => {
  const { page, errors } = await signedIn();
  await page.goto(`${url}/m/me`);
  await page.getByTestId('go-shop').click();
  await expect.poll(() => page.getByTestId('goods-BH-1001').innerText(), { timeout: 15_000 }).toContain('¥3,299.00');
  expect(await page.getByTestId('goods-BH-1001').innerText()).toContain('自营');
  expect(await page.getByTestId('goods-ML-0301').innerText()).toContain('墨兰书坊');
  expect(await page.getByTestId('goods-ML-0301').innerText()).not.toContain('自营');
  expect(await page.getByTestId('cart-bar').count()).toBe(0);
  await page.getByTestId('put-BH-1003').click();
  await page.getByTestId('more-BH-1003').click();
  await expect.poll(() => page.getByTestId('held-BH-1003').innerText(), { timeout: 15_000 }).toBe('2');
  await page.getByText('墨兰书坊', { exact: true }).first().click();
  expect(await page.getByTestId('goods-BH-1003').count()).toBe(0);
  await page.getByTestId('put-ML-0301').click();
  // 2 × 399.00 + 168.00
  await expect.poll(() => page.getByTestId('cart-bar').innerText(), { timeout: 15_000 }).toContain('¥966.00');
  await page.getByText('全部', { exact: true }).click();
  await shot(page, 'shop');

  await page.getByTestId('cart-bar').click();
  await expect.poll(() => page.getByTestId('subtotal-shop').innerText(), { timeout: 15_000 }).toBe('¥798.00');
  expect(await page.getByTestId('subtotal-merchant-molan').innerText()).toBe('¥168.00');
  expect(await page.getByTestId('cart-total').innerText()).toBe('¥966.00');
  expect(await page.locator('main').innerText()).toContain('将生成 2 张订单');
  await page.getByTestId('fewer-BH-1003').click();
  await expect.poll(() => page.getByTestId('cart-total').innerText(), { timeout: 15_000 }).toBe('¥567.00');
  await shot(page, 'cart');
  await page.getByTestId('fewer-ML-0301').click();
  await expect.poll(() => page.getByTestId('cart-total').innerText(), { timeout: 15_000 }).toBe('¥399.00');
  expect(await page.locator('main').innerText()).toContain('将生成 1 张订单');

  const other = await signedIn();
  await other.page.goto(`${url}/m/shop/cart`);
  await expect.poll(() => other.page.getByTestId('cart-total').innerText(), { timeout: 15_000 }).toBe('¥399.00');
  await other.page.locator('.language').click();
  await expect.poll(() => other.page.locator('main').innerText(), { timeout: 15_000 }).toContain('Xinghe earphones');
  await shot(other.page, 'cart-en');
  expect([...errors, ...other.errors]).toEqual([]);
});

test('goods of which few are left say so, and more than there are cannot be asked for', async () => {
  const { page, errors } = await signedIn();
  await (installation as Installation).system.db.query(`UPDATE sandbox_shop.goods SET stock = 2 WHERE sku = 'QC-0201'`);
  await (installation as Installation).system.db.query(`UPDATE sandbox_shop.goods SET stock = 0 WHERE sku = 'QC-0202'`);
  await page.goto(`${url}/m/shop`);
  await expect.poll(() => page.getByTestId('goods-QC-0201').innerText(), { timeout: 15_000 }).toContain('仅剩 2 件');
  expect(await page.getByTestId('put-QC-0202').isDisabled()).toBe(true);
  await page.getByTestId('put-QC-0201').click();
  await page.getByTestId('more-QC-0201').click();
  await expect.poll(() => page.getByTestId('held-QC-0201').innerText(), { timeout: 15_000 }).toBe('2');
  expect(await page.getByTestId('more-QC-0201').isDisabled()).toBe(true);
  // Somebody else was faster: what the shop refuses is said, with what can be done.
  await (installation as Installation).system.db.query(`UPDATE sandbox_shop.goods SET stock = 1 WHERE sku = 'YZ-0101'`);
  await page.reload();
  await page.getByTestId('put-YZ-0101').click();
  await (installation as Installation).system.db.query(`UPDATE sandbox_shop.goods SET stock = 0 WHERE sku = 'YZ-0102'`);
  await page.getByTestId('put-YZ-0102').click();
  await expect.poll(() => page.getByTestId('goods-YZ-0102').innerText(), { timeout: 15_000 }).toContain('库存不足');
  expect(errors).toEqual([]);
});

/** Chooses a plan of the order in view, and confirms it once its costs have been read. */
async function confirmPlan(page: Page, periods: number): Promise<void> {
  await page.getByTestId(`plan-${periods}`).click({ timeout: 15_000 });
  const tick = page.getByTestId('accept-agreement');
  expect([await tick.isDisabled(), await tick.isChecked(), await page.getByTestId('confirm-purchase').isDisabled()]).toEqual([true, false, true]);
  await expect.poll(() => tick.isEnabled(), { timeout: 15_000 }).toBe(true);
  await tick.check();
  await page.getByTestId('confirm-purchase').click();
  await page.getByTestId('purchase-done').waitFor({ timeout: 15_000 });
}

test('a cart of two sellers is paid later: trade credit of the shop in instalments, a micro-loan for the merchant’s goods', async () => {
  const { page, errors } = await signedIn();
  for (const [sku, quantity] of [
    ['QC-0201', 0],
    ['YZ-0101', 0],
    ['BH-1003', 2],
    ['ML-0301', 1],
  ] as const)
    await ask(url, cookie, 'POST', '/me/shop/cart', { sku, quantity });
  await page.goto(`${url}/m/shop/cart`);
  await page.getByTestId('go-checkout').click({ timeout: 15_000 });
  const agree = page.getByTestId('pay-later-agree');
  await agree.waitFor({ timeout: 15_000 });
  expect([await agree.isChecked(), await page.getByTestId('pay-later-open').isDisabled()]).toEqual([false, true]);
  await shot(page, 'pay-later-open');
  await agree.check();
  await page.getByTestId('pay-later-open').click();
  await expect.poll(() => page.locator('main').innerText(), { timeout: 15_000 }).toContain('还没有签约扣款的银行卡');
  const card = { institutionId: 'yunque', channel: 'card', instrument: withLuhn('622848000000009001'), mobile: MOBILE };
  const { body } = await ask<MyMandates>(url, cookie, 'POST', '/me/mandates', card);
  await ask(url, cookie, 'POST', `/me/mandates/${body.items[0]?.id}/confirmation`, { smsCode: MOBILE.slice(-6) });

  await page.goto(`${url}/m/checkout`);
  await page.getByTestId('submit-orders').click({ timeout: 15_000 });
  await page.getByTestId('plans-shop').click({ timeout: 15_000 });
  await page.getByTestId('plan-3').waitFor({ timeout: 15_000 });
  // Before a choice nothing can be confirmed.
  expect([await page.getByTestId('confirm-purchase').count(), await page.locator('.plan[aria-pressed=true]').count()]).toEqual([0, 0]);
  expect(await page.getByTestId('plan-1').innerText()).toContain('无费用');
  // 798.00 at 0.5 % a period: 3 × 3.99.
  expect(await page.getByTestId('plan-3').innerText()).toContain('费用 ¥11.97');
  await page.getByTestId('plan-3').click();
  const costs = await page.getByTestId('cost-table').innerText();
  for (const words of ['百汇商城 · 赊销', '¥809.97', '8.98%', '每期 0.50%，共 3 期', '每日 0.03%']) expect(costs).toContain(words);
  await shot(page, 'pay-later-costs');
  await confirmPlan(page, 3);
  await shot(page, 'pay-later-done');
  await page.getByTestId('next-order').click();
  await page.getByTestId('plans-merchant-molan').click({ timeout: 15_000 });
  await page.getByTestId('plan-1').waitFor({ timeout: 15_000 });
  expect(await page.locator('main').innerText()).toContain('为什么是小额贷款');
  await confirmPlan(page, 1);
  expect(await page.getByTestId('next-order').count()).toBe(0);
  await page.getByTestId('see-purchase').click();
  await expect.poll(() => page.getByTestId('purchase-outstanding').innerText(), { timeout: 15_000 }).toBe('¥168.00');
  expect(await page.locator('main').innerText()).toContain('禾悦小贷 · 小额贷款');
  expect(await page.getByTestId('cancel-purchase').count()).toBe(1);
  expect(errors).toEqual([]);
  expect(await wrongInBooks((installation as Installation).system)).toEqual([]);
}, 120_000);

test('an order is followed to its delivery, goods go back, its bill is paid at the minimum and seen in the limits', async () => {
  const { system } = installation as Installation;
  const { page, errors } = await signedIn();
  await system.close('2026-03-03');
  await page.goto(`${url}/m/pay-later/purchases`);
  await expect.poll(() => page.getByTestId('purchase-card').allInnerTexts(), { timeout: 15_000 }).toHaveLength(2);
  await expect.poll(() => page.locator('main').innerText(), { timeout: 15_000 }).toContain('已签收');
  await shot(page, 'purchases');
  await page.getByTestId('purchase-card').filter({ hasText: '赊销' }).click();
  await page.getByTestId('back-1').click({ timeout: 15_000 });
  await page.getByTestId('submit-return').click();
  await expect.poll(() => page.getByTestId('return-said').innerText(), { timeout: 15_000 }).toContain('¥399.00');
  // Asked on the 4th, back on the 6th.
  await system.close('2026-03-06');
  await page.reload();
  await expect.poll(() => page.getByTestId('purchase-returned').innerText(), { timeout: 15_000 }).toBe('¥399.00');
  expect(await page.getByTestId('purchase-timeline').innerText()).toContain('已退货');
  // 399.00 is left: 133.00 and 0.5 % of 399.00, 1.995, each month.
  expect((await page.getByTestId('purchase-rows').innerText()).match(/135\.00/g)).toHaveLength(3);
  await shot(page, 'purchase');

  await system.close('2026-04-01');
  await page.goto(`${url}/m/bills`);
  const bill = page.getByTestId('bill-card').filter({ hasText: '小额贷款' });
  await bill.click({ timeout: 15_000 });
  await expect.poll(() => page.getByTestId('bill-open').innerText(), { timeout: 15_000 }).toBe('¥168.00');
  await page.getByTestId('pay-minimum').click();
  await shot(page, 'bill');
  await page.getByTestId('submit-bill').click();
  // A tenth of 168.00.
  await expect.poll(() => page.getByTestId('bill-open').innerText(), { timeout: 15_000 }).toBe('¥151.20');
  await page.goto(`${url}/m/pay-later`);
  await expect.poll(() => page.getByTestId('limit-micro-loan').innerText(), { timeout: 15_000 }).toContain('¥151.20');
  await shot(page, 'pay-later');
  expect(errors).toEqual([]);
  expect(await wrongInBooks(system)).toEqual([]);
}, 120_000);
