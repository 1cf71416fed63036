import { businessDate } from '@jinqiao/calendar';
import { skipUnlessBrowser } from '@jinqiao/runtime/testing';
import { openSandboxFunders } from '@jinqiao/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CardHolder, cardHolder, personOf } from './card-holder.ts';
import { type Installation, openJointLoan, startInstallation } from './installation.ts';
import { canBrowse, launchBrowser, openPage, requireBuilt, signInAs } from './pages.ts';

const ON = businessDate('2026-09-02');

let installation: Installation | undefined;
let browser: Browser | undefined;
let url = '';
let ann: CardHolder | undefined;

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
  await openJointLoan(installation.system, ON);
  await openSandboxFunders(installation.system, ON);
  ann = await cardHolder(installation, url, personOf(1, ON), 1_500_000n);
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await installation?.stop();
});

test('a card is added, both prices are shown, and the bill is paid off after the cost table was read', async () => {
  const holder = ann as CardHolder;
  const { page, errors } = await openPage(browser, { width: 375, height: 812 });
  const [name = '', value = ''] = holder.cookie.split('=');
  await page.context().addCookies([{ name, value, url }]);
  await page.goto(`${url}/m/credit/card`);
  await page.getByTestId('add-card').click();
  await page.getByTestId('credit-card').fill(holder.creditCard);
  expect(await page.getByTestId('submit-card').isDisabled()).toBe(true);
  await page.getByTestId('agree-statement').click();
  await shot(page, 'card-add');
  await page.getByTestId('submit-card').click();
  await expect.poll(() => page.getByTestId('statement-open').innerText(), { timeout: 20_000 }).toContain('15,000.00');
  await shot(page, 'card-statement');
  await page.getByTestId('choose-statement').click();
  await page.getByTestId('pay-off-amount').fill('12000.00');
  await page.getByTestId('compare').click();
  await expect.poll(() => page.getByTestId('card-nominal').innerText(), { timeout: 20_000 }).toBe('13.03%');
  expect(await page.getByTestId('card-effective').innerText()).toBe('13.84%');
  expect(await page.getByTestId('card-charges').innerText()).toContain('864.00');
  expect(await page.getByTestId('loan-charges').innerText()).toContain('452.40');
  expect(await page.getByTestId('saving').innerText()).toContain('411.60');
  await shot(page, 'card-comparison');
  await page.getByTestId('go-apply').click();
  await page.getByTestId('repay-card').fill(holder.person.cardNumber);
  await page.getByTestId('repay-mobile').fill(holder.person.mobile);
  await page.getByTestId('agree-bureau').click();
  await page.getByTestId('agree-data').click();
  await shot(page, 'card-apply');
  await page.getByTestId('submit-apply').click();
  await expect.poll(() => page.getByTestId('offer-bank').innerText(), { timeout: 30_000 }).toContain('云州银行');
  expect(await page.getByTestId('submit-offer').isDisabled()).toBe(true);
  await shot(page, 'card-offer');
  await expect.poll(() => page.getByTestId('accept-offer').isEnabled(), { timeout: 60_000 }).toBe(true);
  await page.getByTestId('accept-offer').click();
  await page.getByTestId('submit-offer').click();
  await page.getByTestId('pay-off-done').waitFor({ timeout: 30_000 });
  expect(await page.getByTestId('timeline').locator('li').count()).toBe(7);
  await shot(page, 'card-done');
  expect(errors).toEqual([]);
}, 180_000);

test('the console shows the banks, their quotas and why one was chosen', async () => {
  const { page, errors } = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(page, url, 'risk');
  await page.goto(`${url}/partners/funders`);
  await expect.poll(() => page.locator('body').innerText(), { timeout: 20_000 }).toContain('云州银行');
  await shot(page, 'funders');
  await page.goto(`${url}/partners/funding`);
  await page.locator('a[href*="/partners/funding/cpo_"]').first().click();
  await expect.poll(() => page.locator('body').innerText(), { timeout: 20_000 }).toContain('曦和银行');
  await shot(page, 'funding-choice');
  expect(errors).toEqual([]);
}, 120_000);
