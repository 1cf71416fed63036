import { skipUnlessBrowser } from '@jinqiao/runtime/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Installation, openJointLoan, signUpOverHttp, startInstallation } from './installation.ts';
import { canBrowse, launchBrowser, openPage, requireBuilt } from './pages.ts';

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
  installation = await startInstallation();
  ({ url } = await installation.serve());
  await openJointLoan(installation.system, '2026-03-02');
  cookie = await signUpOverHttp(installation, url, '13900000001');
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
  await expect.poll(() => page.getByTestId('held-BH-1003').innerText()).toBe('2');
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
  await expect.poll(() => page.getByTestId('cart-total').innerText()).toBe('¥567.00');
  await shot(page, 'cart');
  await page.getByTestId('fewer-ML-0301').click();
  await expect.poll(() => page.getByTestId('cart-total').innerText()).toBe('¥399.00');
  expect(await page.locator('main').innerText()).toContain('将生成 1 张订单');

  const other = await signedIn();
  await other.page.goto(`${url}/m/shop/cart`);
  await expect.poll(() => other.page.getByTestId('cart-total').innerText(), { timeout: 15_000 }).toBe('¥399.00');
  await other.page.locator('.language').click();
  await expect.poll(() => other.page.locator('main').innerText()).toContain('Xinghe earphones');
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
  await expect.poll(() => page.getByTestId('held-QC-0201').innerText()).toBe('2');
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
