import { skipUnlessBrowser } from '@jinqiao/runtime/testing';
import { SANDBOX_FUND } from '@jinqiao/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openFundWithHolder, signUpWithAccount } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { canBrowse, launchBrowser, openPage, requireBuilt, signInAs } from './pages.ts';

let installation: Installation | undefined;
let browser: Browser | undefined;
let url = '';
let cookie = '';

beforeEach((context) => {
  skipUnlessBrowser(context);
  requireBuilt();
});

beforeAll(async () => {
  if (!canBrowse()) return;
  // 10:00 in Shanghai of a Thursday: what is bought now is confirmed and earns on Friday.
  installation = await startInstallation({ clock: { now: () => Date.parse('2026-03-05T02:00:00Z') } });
  ({ url } = await installation.serve());
  await openJointLoan(installation.system, '2026-03-05');
  ({ cookie } = await openFundWithHolder(installation, url, false));
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await installation?.stop();
});

test('a customer buys on the phone, sees the money in transit, then income and yields; staff see the fund', async () => {
  const { page, errors } = await openPage(browser, { width: 390, height: 844 });
  const [name = '', value = ''] = cookie.split('=');
  await page.context().addCookies([{ name, value, url }]);
  await page.goto(`${url}/m/me/funds`);
  const fund = page.getByTestId(`fund-${SANDBOX_FUND.fundId}`);
  await expect.poll(() => fund.innerText(), { timeout: 15_000 }).toContain('满七日后公布');
  await page.getByTestId('fund-order').click();
  await expect.poll(() => fund.innerText()).toContain('可用 ¥30,000.00');
  await page.getByTestId('fund-amount').fill('100');
  await page.getByTestId('fund-submit').click();
  await expect.poll(() => fund.innerText(), { timeout: 15_000 }).toContain('ASSESSMENT_NEEDED');
  expect(await page.getByTestId('suitability-submit').isDisabled()).toBe(true);
  for (const answer of ['income-1', 'share-1', 'experience-1', 'horizon-0', 'aim-0', 'loss-1']) await page.getByTestId(`answer-${answer}`).check();
  await page.getByTestId('suitability-submit').click();
  await expect.poll(() => page.getByTestId('suitability-level').innerText(), { timeout: 15_000 }).toContain('C2');
  await page.getByTestId('fund-amount').fill('40000');
  await page.getByTestId('fund-submit').click();
  await expect.poll(() => fund.innerText(), { timeout: 15_000 }).toContain('可用余额仅 30000.00');
  await page.getByTestId('fund-amount').fill('20000');
  await page.getByTestId('fund-submit').click();
  await expect.poll(() => page.getByTestId('fund-in-transit').innerText(), { timeout: 15_000 }).toContain('20,000.00');
  expect(await page.getByTestId('fund-orders').innerText()).toContain('2026-03-06 确认');

  await installation?.system.close('2026-03-14');
  await page.reload();
  await expect.poll(() => page.getByTestId('fund-income').innerText(), { timeout: 15_000 }).toMatch(/^\+¥0\.8\d$/);
  expect(await fund.innerText()).toContain('2026-03-14 收益');
  expect(await page.getByTestId('yield-line').getAttribute('aria-label')).toMatch(/2026-03-11 至 2026-03-14/);
  await page.getByTestId('fund-order').click();
  await page.getByText('赎回', { exact: true }).click();
  await page.getByTestId('fund-amount').fill('5000');
  await page.getByTestId('fund-submit').click();
  await expect.poll(() => page.getByTestId('fund-frozen').innerText(), { timeout: 15_000 }).toContain('5,000.00');

  const staff = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(staff.page, url, 'auditor');
  await staff.page.goto(`${url}/products/funds`);
  await expect.poll(() => staff.page.getByTestId('fund-days').innerText(), { timeout: 15_000 }).toContain('2026-03-14');
  expect(await staff.page.getByTestId('fund-days').innerText()).toContain('20,000.00');
  expect(await staff.page.getByTestId('fund-breaks').innerText()).toContain('没有差异');
  if (process.env.JINQIAO_SHOTS) {
    await page.screenshot({ path: `${process.env.JINQIAO_SHOTS}/fund-h5.png`, fullPage: true });
    await staff.page.screenshot({ path: `${process.env.JINQIAO_SHOTS}/fund-console.png`, fullPage: true });
  }
  expect([...errors, ...staff.errors]).toEqual([]);
  expect(await wrongInBooks((installation as Installation).system)).toEqual([]);
});

test('whose account is of class III upgrades it where they buy, and can buy then', async () => {
  const who = await signUpWithAccount(installation as Installation, url, 'III', 2);
  const { page, errors } = await openPage(browser, { width: 390, height: 844 });
  const [name = '', value = ''] = who.cookie.split('=');
  await page.context().addCookies([{ name, value, url }]);
  await page.goto(`${url}/m/me/funds`);
  await page.getByTestId('upgrade').click();
  expect(await page.getByTestId('fund-order').count()).toBe(0);
  await page.getByTestId('upgrade-card').fill(who.cardNumber);
  await page.getByTestId('upgrade-mobile').fill(who.mobile);
  await page.getByTestId('upgrade-agree').check();
  await page.getByTestId('upgrade-submit').click();
  await page.getByTestId('fund-order').waitFor({ timeout: 15_000 });
  expect(errors).toEqual([]);
});
