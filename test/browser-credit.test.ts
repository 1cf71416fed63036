import { businessDate } from '@jinqiao/calendar';
import { invite } from '@jinqiao/credit';
import { CONSENT_TEXTS, customerIdOf } from '@jinqiao/parties';
import { skipUnlessBrowser } from '@jinqiao/runtime/testing';
import { control, syntheticPerson } from '@jinqiao/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Installation, openJointLoan, signUpOverHttp, startInstallation } from './installation.ts';
import { canBrowse, launchBrowser, openPage, requireBuilt, signInAs } from './pages.ts';

const ON = businessDate('2026-03-02');
const good = syntheticPerson(811, ON, 40);
const poor = syntheticPerson(812, ON, 23);
const grey = syntheticPerson(813, ON, 40);
const WAIT = { timeout: 15_000 };

let installation: Installation | undefined;
let browser: Browser | undefined;
let url = '';
const cookies: Record<string, string> = {};

/** A picture of a page, where somebody wants to look. */
async function shot(page: Page, name: string): Promise<void> {
  if (process.env.JINQIAO_SHOTS) await page.screenshot({ path: `${process.env.JINQIAO_SHOTS}/${name}.png`, fullPage: true });
}

async function apply(name: string, person: typeof good): Promise<void> {
  const post = (path: string, body: object) =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), cookie: cookies[name] ?? '' },
      body: JSON.stringify(body),
    });
  cookies[name] = await signUpOverHttp(installation as Installation, url, person.mobile);
  await post('/me/real-name', { name: person.name, idNumber: person.idNumber });
  const consent = (purpose: 'bureau-report' | 'data-to-bank') => ({ accepted: true, textVersion: CONSENT_TEXTS[purpose].version });
  const body = { cardNumber: person.cardNumber, mobile: person.mobile, bureauConsent: consent('bureau-report'), dataConsent: consent('data-to-bank') };
  const applied = await post('/me/account', body);
  if (!applied.ok) throw new Error(await applied.text());
}

beforeEach((context) => {
  skipUnlessBrowser(context);
  requireBuilt();
});

beforeAll(async () => {
  if (!canBrowse()) return;
  // 10:00 in Shanghai of a Monday.
  installation = await startInstallation({ clock: { now: () => Date.parse('2026-03-02T02:00:00Z') } });
  ({ url } = await installation.serve());
  const { system, sandbox } = installation;
  await openJointLoan(system, ON);
  const invitation = { programmeId: 'JL', validThrough: '2099-12-31', suggestedLimit: null };
  await invite(system.db, [
    { ...customerIdOf(system.vault, good.mobile), ...invitation, tenureMonths: 20, ordersPerYear: 50 },
    { ...customerIdOf(system.vault, poor.mobile), ...invitation, tenureMonths: 1, ordersPerYear: 1 },
    { ...customerIdOf(system.vault, grey.mobile), ...invitation, tenureMonths: 60, ordersPerYear: 50 },
  ]);
  await control(sandbox.urls.bank, 'lists', { grey: [grey.idNumber] });
  for (const [name, person] of Object.entries({ good, poor, grey })) await apply(name, person);
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await installation?.stop();
});

test('a refused customer reads why on the phone and asks for a person; staff decide with two people', async () => {
  const phone = await openPage(browser, { width: 390, height: 844 });
  const [name = '', value = ''] = (cookies.poor ?? '').split('=');
  await phone.page.context().addCookies([{ name, value, url }]);
  await phone.page.goto(`${url}/m/`);
  await expect.poll(() => phone.page.getByTestId('reasons').innerText(), WAIT).toContain('您使用平台的时间较短。');
  expect(await phone.page.getByTestId('reasons').locator('li').count()).toBe(4);
  await shot(phone.page, 'credit-refused');
  await phone.page.getByTestId('ask-review').click();
  expect(await phone.page.getByTestId('submit-review').isDisabled()).toBe(true);
  await phone.page.getByTestId('review-note').fill('刚换了手机号，之前的记录在旧账户');
  await phone.page.getByTestId('submit-review').click();
  await expect.poll(() => phone.page.getByTestId('review-state').innerText(), WAIT).toContain('2026-03-04');
  await shot(phone.page, 'credit-review-asked');

  const risk = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(risk.page, url, 'risk');
  await risk.page.goto(`${url}/risk/reviews`);
  await expect.poll(() => risk.page.getByTestId('reviews').innerText(), WAIT).toContain('GREY_LIST');
  await risk.page.getByTestId('reviews').getByText('客户申请', { exact: true }).click();
  await expect.poll(() => risk.page.getByTestId('review-panel').innerText(), WAIT).toContain('刚换了手机号');
  await risk.page.getByTestId('claim-review').click();
  await risk.page.getByTestId('review-limit').fill('12000');
  await risk.page.getByTestId('reason').fill('已核对旧账户的使用记录');
  await shot(risk.page, 'credit-reviews');
  await risk.page.getByTestId('reason-submit').click();
  await expect.poll(() => risk.page.getByTestId('review-panel').innerText(), WAIT).toContain('须由他人复核');

  const second = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(second.page, url, 'compliance');
  await second.page.goto(`${url}/risk/reviews?state=proposed`);
  await expect.poll(() => second.page.getByTestId('review-panel').innerText(), WAIT).toContain('12,000.00');
  await second.page.getByTestId('reason').fill('材料齐全，同意');
  await second.page.getByTestId('reason-submit').click();
  await expect.poll(() => second.page.getByTestId('reviews').innerText(), WAIT).toContain('没有待复核的申请');
  await phone.page.reload();
  await phone.page.getByTestId('submit-account').waitFor(WAIT);
  expect([...phone.errors, ...risk.errors, ...second.errors]).toEqual([]);
});

test('one person enters somebody in the platform’s list, another ends it', async () => {
  const { customerId } = customerIdOf((installation as Installation).system.vault, grey.mobile);
  const risk = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(risk.page, url, 'risk');
  await risk.page.goto(`${url}/risk/lists`);
  await expect.poll(() => risk.page.getByTestId('listings').innerText(), WAIT).toContain('名单为空');
  await risk.page.getByTestId('listed-value').fill(customerId);
  await risk.page.getByTestId('reason').fill('多次更换设备申请');
  await risk.page.getByTestId('reason-submit').click();
  await expect.poll(() => risk.page.getByTestId('listing-panel').innerText(), WAIT).toContain('须由他人结束');
  await shot(risk.page, 'credit-lists');

  const second = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(second.page, url, 'compliance');
  await second.page.goto(`${url}/risk/lists?list=grey`);
  await expect.poll(() => second.page.getByTestId('listings').innerText(), WAIT).toContain(customerId);
  await second.page.getByTestId('reason').first().fill('核实后解除');
  await second.page.getByTestId('reason-submit').first().click();
  await expect.poll(() => second.page.getByTestId('listing-panel').innerText(), WAIT).toContain('核实后解除');
  expect([...risk.errors, ...second.errors]).toEqual([]);
});

test('a decision is explored step by step, made again, and set beside the bank’s', async () => {
  const { page, errors } = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(page, url, 'risk');
  await page.goto(`${url}/risk/decisions`);
  await expect.poll(() => page.getByTestId('runs').innerText(), WAIT).toContain('PLATFORM_SCORE');
  await shot(page, 'credit-decisions');
  await page
    .getByTestId('runs')
    .locator('tr', { hasText: '60,000.00' })
    .or(page.getByTestId('runs').locator('tr', { hasText: '100,000.00' }))
    .first()
    .getByText('打开')
    .click();
  await expect.poll(() => page.getByTestId('step-score').innerText(), WAIT).toContain('joint-loan-sample@1');
  await page.getByTestId('replay').click();
  await expect.poll(() => page.getByTestId('replayed').innerText(), WAIT).toContain('完全一致');
  await shot(page, 'credit-decision');
  await page.getByRole('tab', { name: '输入' }).click();
  await expect.poll(() => page.getByTestId('features').innerText(), WAIT).toContain('tenureMonths');
  await shot(page, 'credit-inputs');
  await page.getByRole('tab', { name: '双方引擎' }).click();
  await expect.poll(() => page.getByTestId('engine-bank').innerText(), WAIT).toContain('BANK_AGE');
  await shot(page, 'credit-engines');
  await page.goto(`${url}/risk/agreement`);
  await expect.poll(() => page.getByTestId('agreement-codes').innerText(), WAIT).toContain('GREY_LIST');
  await shot(page, 'credit-agreement');
  await page.goto(`${url}/customers/${customerIdOf((installation as Installation).system.vault, good.mobile).customerId}?tab=risk`);
  await expect.poll(() => page.getByTestId('features').innerText(), WAIT).toContain('ordersPerYear');
  await expect.poll(() => page.getByTestId('fraud-links').innerText(), WAIT).toContain('银行卡');
  await shot(page, 'credit-customer');
  expect(errors).toEqual([]);
});

test('a flow is read in words; what is proposed is checked, and a fault says where it is', async () => {
  const { page, errors } = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(page, url, 'risk');
  await page.goto(`${url}/risk/flows?name=joint-loan-guarded&version=1`);
  await expect.poll(() => page.getByTestId('flow-view').innerText(), WAIT).toContain('DEVICE_VELOCITY');
  await shot(page, 'credit-flows');
  await page.getByTestId('propose-flow').click();
  const json = page.getByTestId('flow-json');
  const flow = await json.inputValue();
  await json.fill(flow.replace('"feature": "worstDaysLate"', '"feature": "height"'));
  await page.getByTestId('check-flow').click();
  await expect.poll(() => page.getByTestId('flow-fault').innerText(), WAIT).toContain('$.steps[1].rules[1].check.feature');
  await shot(page, 'credit-flow-fault');
  await json.fill(flow.replace('"above": 2', '"above": 1'));
  await page.getByTestId('check-flow').click();
  await expect.poll(() => page.getByTestId('flow-checked').innerText(), WAIT).toContain('6 个步骤');
  await page.getByTestId('reason').fill('收紧共用设备的人数');
  await page.getByTestId('reason-submit').click();
  await expect.poll(() => page.getByTestId('flow-changes').innerText(), WAIT).toContain('收紧共用设备的人数');
  await page.getByTestId('flow-changes').locator('.ant-table-row-expand-icon').first().click();
  await expect.poll(() => page.getByTestId('flow-change').innerText(), WAIT).toContain('$.steps[4].detectors[3].above');
  await shot(page, 'credit-flow-change');
  expect(errors).toEqual([]);
});
