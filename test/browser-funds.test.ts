import { skipUnlessBrowser } from '@jinqiao/runtime/testing';
import { SANDBOX_BOND_FUND, SANDBOX_FUND } from '@jinqiao/server';
import { QUESTIONNAIRE } from '@jinqiao/wealth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ask, CAREFUL, openFundWithHolder, signUpWithAccount } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { canBrowse, choose, launchBrowser, openPage, requireBuilt, signInAs } from './pages.ts';

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
  await expect.poll(() => page.getByTestId('shelf').innerText(), { timeout: 15_000 }).toContain('兰亭稳健债券');
  expect(await page.getByTestId('shelf-qh-health').getAttribute('href')).toBe('https://www.qinghe.example/qh-health');
  expect(await page.getByTestId('suitability-submit').isDisabled()).toBe(true);
  await page.getByTestId(`shelf-${SANDBOX_FUND.fundId}`).click();
  const fund = page.getByTestId(`fund-${SANDBOX_FUND.fundId}`);
  await expect.poll(() => fund.innerText(), { timeout: 15_000 }).toContain('满七日后公布');
  await page.getByTestId('fund-order').click();
  await expect.poll(() => page.locator('main').innerText()).toContain('可用 ¥30,000.00');
  await page.getByTestId('fund-amount').fill('100');
  await page.getByTestId('fund-submit').click();
  await expect.poll(() => page.getByTestId('error').innerText(), { timeout: 15_000 }).toContain('ASSESSMENT_NEEDED');
  await page.goto(`${url}/m/me/funds`);
  for (const answer of ['income-1', 'share-1', 'experience-1', 'horizon-0', 'aim-0', 'loss-1']) await page.getByTestId(`answer-${answer}`).check();
  await page.getByTestId('suitability-submit').click();
  await expect.poll(() => page.getByTestId('suitability-level').innerText(), { timeout: 15_000 }).toContain('C2');
  await page.getByTestId(`shelf-${SANDBOX_FUND.fundId}`).click();
  await page.getByTestId('fund-order').click();
  await page.getByTestId('fund-amount').fill('40000');
  await page.getByTestId('fund-submit').click();
  await expect.poll(() => page.getByTestId('error').innerText(), { timeout: 15_000 }).toContain('可用余额仅 30000.00');
  await page.getByTestId('fund-amount').fill('20000');
  await page.getByTestId('fund-submit').click();
  await expect.poll(() => page.getByTestId('fund-in-transit').innerText(), { timeout: 15_000 }).toContain('20,000.00');

  await installation?.system.close('2026-03-14');
  await page.reload();
  await expect.poll(() => page.getByTestId('fund-income').innerText(), { timeout: 15_000 }).toMatch(/^\+¥0\.8\d$/);
  expect(await page.getByTestId('fund-held').innerText()).toContain('2026-03-14 收益');
  expect(await page.getByTestId('yield-line').getAttribute('aria-label')).toMatch(/2026-03-11 至 2026-03-14/);
  await page.getByTestId('fund-order').click();
  await page.getByText('赎回', { exact: true }).click();
  await page.getByTestId('fund-amount').fill('5000');
  await page.getByTestId('fund-submit').click();
  await expect.poll(() => page.getByTestId('fund-frozen').innerText(), { timeout: 15_000 }).toContain('5,000.00');
  await shot(page, 'fund');

  const staff = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(staff.page, url, 'auditor');
  await staff.page.goto(`${url}/products/funds?id=${SANDBOX_FUND.fundId}`);
  await expect.poll(() => staff.page.getByTestId('fund-days').innerText(), { timeout: 15_000 }).toContain('2026-03-14');
  expect(await staff.page.getByTestId('fund-days').innerText()).toContain('20,000.00');
  await expect.poll(() => staff.page.getByTestId('fund-orders').first().innerText(), { timeout: 15_000 }).toContain('申购');
  expect(await staff.page.getByTestId('fund-breaks').innerText()).toContain('没有差异');
  await shot(staff.page, 'fund-console');
  expect([...errors, ...staff.errors]).toEqual([]);
  expect(await wrongInBooks((installation as Installation).system)).toEqual([]);
});

test('shares of the wallet buy a bond fund; what is held is seen over the suppliers that one agreed to', async () => {
  const { page, errors } = await openPage(browser, { width: 390, height: 844 });
  const [name = '', value = ''] = cookie.split('=');
  await page.context().addCookies([{ name, value, url }]);
  await page.goto(`${url}/m/me/funds/${SANDBOX_FUND.fundId}`);
  await page.getByTestId('convert').click();
  await page.getByText('兰亭稳健债券', { exact: true }).click();
  await expect.poll(() => page.getByTestId('gap-days').innerText(), { timeout: 15_000 }).toBe('1 天');
  await page.getByTestId('convert-amount').fill('3000');
  await page.getByTestId('convert-submit').click();
  await expect.poll(() => page.locator('main').innerText(), { timeout: 15_000 }).toContain('已受理，进度见申请记录');
  await shot(page, 'convert');
  // Sunday: redeemed on Monday, bought on Tuesday, confirmed on Wednesday.
  await installation?.system.close('2026-03-19');
  await page.goto(`${url}/m/me/funds`);
  await expect.poll(() => page.getByTestId('conversions').innerText(), { timeout: 15_000 }).toContain('已完成');
  await shot(page, 'shelf');
  await page.getByTestId(`shelf-${SANDBOX_BOND_FUND.fundId}`).click();
  await expect.poll(() => page.getByTestId('fund-value').innerText(), { timeout: 15_000 }).toMatch(/¥2,9\d\d\.\d\d/);
  await page.getByTestId('dividends').click();
  await page.getByText('红利再投资', { exact: true }).click();
  await shot(page, 'bond');
  await page.goto(`${url}/m/me/assets`);
  await page.getByTestId('agree-lanting').check();
  await page.getByTestId('show-lanting').click();
  await expect.poll(() => page.getByTestId('source-lanting').innerText(), { timeout: 15_000 }).toContain('兰亭稳健债券');
  await page.getByTestId('certify').click();
  await expect.poll(() => page.getByTestId('certificate-code').innerText(), { timeout: 15_000 }).toMatch(/^[0-9A-F]{16}$/);
  await shot(page, 'assets');
  expect(errors).toEqual([]);
  expect(await wrongInBooks((installation as Installation).system)).toEqual([]);
});

test('a product is offered, compared, suspended and resumed by two people; what no licence allows is refused', async () => {
  const maker = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(maker.page, url, 'operator');
  await maker.page.goto(`${url}/products/shelf`);
  await expect.poll(() => maker.page.getByTestId('products').innerText(), { timeout: 15_000 }).toContain('兰亭成长股票');
  await maker.page.getByTestId('products').getByText('松柏养老保障').first().click();
  const panel = maker.page.getByTestId('product-panel');
  await expect.poll(() => panel.innerText()).toContain('松柏养老保障');
  await panel.getByTestId('reason').fill('quarterly review of the supplier');
  await panel.getByTestId('reason-submit').click();
  await expect.poll(() => maker.page.getByTestId('product-changes').innerText(), { timeout: 15_000 }).toContain('暂停销售');
  expect(await maker.page.getByTestId('comparison').innerText()).toContain('剩余额度');
  await shot(maker.page, 'shelf-console');

  const checker = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(checker.page, url, 'compliance');
  await checker.page.goto(`${url}/products/shelf`);
  await checker.page.getByTestId('product-changes').getByText('暂停销售').first().click({ timeout: 15_000 });
  const change = checker.page.getByTestId('product-change');
  await change.getByTestId('reason').fill('agreed, the review is due');
  await change.getByTestId('reason-submit').click();
  await expect.poll(() => change.innerText(), { timeout: 15_000 }).toContain('agreed, the review is due');
  await checker.page.reload();
  await expect.poll(() => checker.page.getByTestId('products').innerText(), { timeout: 15_000 }).toContain('暂停');

  await maker.page.getByTestId('offer').click();
  for (const [field, words] of [
    ['productId', 'coin-1'],
    ['nameZh', '数字币'],
    ['nameEn', 'Coin'],
    ['summaryZh', '虚拟货币产品'],
    ['summaryEn', 'A virtual currency'],
    ['url', 'https://coin.example'],
  ] as const)
    await maker.page.getByTestId(`offer-${field}`).fill(words);
  await choose(maker.page, 'offer-supplier', '燕山证券');
  await choose(maker.page, 'offer-type', '虚拟货币');
  const form = maker.page.locator('.ant-drawer');
  await form.getByTestId('reason').fill('customers ask for it');
  await form.getByTestId('reason-submit').click();
  await expect.poll(() => form.innerText(), { timeout: 15_000 }).toContain('ACTION_BLOCKED');
  expect([...maker.errors, ...checker.errors]).toEqual([]);
});

test('a customer declares to be a qualified investor with evidence that stays with them, and somebody accepts it', async () => {
  const { page, errors } = await openPage(browser, { width: 390, height: 844 });
  const [name = '', value = ''] = cookie.split('=');
  await page.context().addCookies([{ name, value, url }]);
  await page.goto(`${url}/m/me/funds`);
  await page.getByTestId('qualification-open').click({ timeout: 15_000 });
  await page.getByTestId('declare-years').fill('3');
  await page.getByTestId('declare-income').fill('399999.99');
  expect(await page.getByTestId('declare-submit').isDisabled()).toBe(true);
  await page.getByTestId('declare-evidence').setInputFiles({ name: 'tax.txt', mimeType: 'text/plain', buffer: Buffer.from('abc') });
  await page.getByTestId('declare-submit').click();
  await expect.poll(() => page.getByTestId('error').innerText(), { timeout: 15_000 }).toContain('NOT_QUALIFIED');
  await page.getByTestId('declare-income').fill('400000');
  await page.getByTestId('declare-submit').click();
  await expect.poll(() => page.getByTestId('qualification-state').innerText(), { timeout: 15_000 }).toContain('待审核');
  const staff = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(staff.page, url, 'compliance');
  await staff.page.goto(`${url}/products/shelf`);
  // SHA-256 of "abc" (FIPS 180-2).
  await expect.poll(() => staff.page.getByTestId('qualifications').innerText(), { timeout: 15_000 }).toContain('ba7816bf8f01');
  await staff.page.getByTestId('accept-qualified').click();
  await expect.poll(() => staff.page.getByTestId('qualifications').innerText(), { timeout: 15_000 }).toContain('没有待审核的申报');
  await page.reload();
  await expect.poll(() => page.getByTestId('qualification-state').innerText(), { timeout: 15_000 }).toContain('已认定，有效至');
  expect([...errors, ...staff.errors]).toEqual([]);
});

test('own money is put in by one person and approved by another', async () => {
  const maker = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(maker.page, url, 'finance');
  await maker.page.goto(`${url}/treasury`);
  for (const [field, words] of [
    ['amount', '250000.00'],
    ['bank', '澜海银行'],
    ['reference', 'stmt-7'],
  ] as const)
    await maker.page.getByTestId(`treasury-${field}`).fill(words, { timeout: 15_000 });
  await maker.page.getByTestId('treasury-submit').click();
  await expect.poll(() => maker.page.getByTestId('treasury-orders').innerText(), { timeout: 15_000 }).toContain('待复核');
  expect(await maker.page.getByTestId('approve-contribute').count()).toBe(0);
  const checker = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(checker.page, url, 'risk');
  await checker.page.goto(`${url}/treasury`);
  await checker.page.getByTestId('approve-contribute').click({ timeout: 15_000 });
  await expect.poll(() => checker.page.getByTestId('treasury-figures').innerText(), { timeout: 15_000 }).toContain('250,000.00');
  await shot(checker.page, 'treasury');
  expect([...maker.errors, ...checker.errors]).toEqual([]);
});

test('whose account is of class III upgrades it with their first purchase', async () => {
  const who = await signUpWithAccount(installation as Installation, url, 'III', 2);
  const { page, errors } = await openPage(browser, { width: 390, height: 844 });
  const [name = '', value = ''] = who.cookie.split('=');
  await page.context().addCookies([{ name, value, url }]);
  await ask(url, who.cookie, 'POST', `/me/accounts/${who.account.id}/transfers`, { direction: 'in', boundId: who.account.bound[0]?.id, amount: '800.00' });
  await ask(url, who.cookie, 'POST', '/me/suitability', { version: QUESTIONNAIRE.version, answers: CAREFUL });
  await page.goto(`${url}/m/me/funds/${SANDBOX_FUND.fundId}`);
  await page.getByTestId('first-amount').fill('500');
  expect(await page.getByTestId('fund-order').count()).toBe(0);
  await page.getByTestId('first-card').fill(who.cardNumber);
  await page.getByTestId('first-mobile').fill(who.mobile);
  expect(await page.getByTestId('first-submit').isDisabled()).toBe(true);
  await page.getByTestId('first-agree').check();
  await page.getByTestId('first-submit').click();
  await page.getByTestId('fund-order').waitFor({ timeout: 15_000 });
  await expect.poll(() => page.getByTestId('fund-in-transit').innerText(), { timeout: 15_000 }).toContain('500.00');
  expect(errors).toEqual([]);
});
