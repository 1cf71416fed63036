import { skipUnlessBrowser } from '@jinqiao/runtime/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Borrower, drawFor, enrolBorrowers, type Installation, openJointLoan, STAFF_PASSWORD, startInstallation } from './installation.ts';
import { canBrowse, choose, launchBrowser, openPage, requireBuilt, signInAs } from './pages.ts';
import { codeNow } from './totp.ts';

const SIZE = { width: 1440, height: 900 };

let installation: Installation | undefined;
let browser: Browser | undefined;
let url = '';
let borrower: Borrower | undefined;
let loanId = '';

beforeEach((context) => {
  skipUnlessBrowser(context);
  requireBuilt();
});

beforeAll(async () => {
  if (!canBrowse()) return;
  installation = await startInstallation();
  const programme = await openJointLoan(installation.system, '2026-05-06');
  const borrowers = await enrolBorrowers(installation.system, programme, [1, 2]);
  borrower = borrowers[0];
  const [loan] = await drawFor(installation.system, programme, borrowers, { amount: 6_000_000n, periods: 12, method: 'equal-principal' });
  loanId = loan?.loanId ?? '';
  url = (await installation.serve()).url;
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await installation?.stop();
});

test('a field is shown in clear for a reason, and compliance finds who saw it', async () => {
  const { page, errors } = await openPage(browser, SIZE);
  await signInAs(page, url, 'operator');
  await page.goto(`${url}/customers/${borrower?.enrolled.customerId}`);
  await page.getByTestId('reveal-open').click();
  expect(await page.getByTestId('reveal-submit').isDisabled()).toBe(true);
  await page.getByTestId('reveal-reason').fill('客户来电核对还款');
  await page.getByTestId('reveal-submit').click();
  await expect.poll(() => page.getByTestId('revealed').innerText(), { timeout: 15_000 }).toContain(borrower?.person.mobile ?? '–');
  expect(await page.getByTestId('revealed').innerText()).toContain('19');
  const other = await openPage(browser, SIZE);
  await signInAs(other.page, url, 'compliance');
  await other.page.goto(`${url}/system/reveals`);
  await expect.poll(() => other.page.getByTestId('reveals').innerText(), { timeout: 15_000 }).toContain('客户来电核对还款');
  await other.page.goto(`${url}/system/audit?actor=operator`);
  await expect.poll(() => other.page.getByTestId('audit').innerText(), { timeout: 15_000 }).toContain('/customers/:id/reveals');
  expect([...errors, ...other.errors]).toEqual([]);
});

test('an administrator proposes, compliance approves, and the new person must change the first password', async () => {
  const admin = await openPage(browser, SIZE);
  await signInAs(admin.page, url, 'admin');
  await admin.page.goto(`${url}/system/staff`);
  await admin.page.getByTestId('propose-open').click();
  await choose(admin.page, 'propose-kind', '新增人员');
  await admin.page.getByTestId('propose-login').fill('newcomer');
  await admin.page.getByTestId('propose-name').fill('新同事');
  await choose(admin.page, 'propose-role', '运营');
  await admin.page.getByTestId('propose-reason').fill('运营岗新入职');
  await admin.page.getByTestId('propose-submit').click();
  await expect.poll(() => admin.page.getByTestId('staff-changes').innerText(), { timeout: 15_000 }).toContain('newcomer');
  expect(await admin.page.getByTestId('change-approve').count()).toBe(0);
  const checker = await openPage(browser, SIZE);
  await signInAs(checker.page, url, 'compliance');
  await checker.page.goto(`${url}/system/staff`);
  await checker.page.getByTestId('change-approve').click();
  const shown = await checker.page.getByTestId('first-password').innerText();
  const password = shown.split(' / ')[1] ?? '';
  const newcomer = await openPage(browser, SIZE);
  await newcomer.page.goto(url);
  await newcomer.page.getByTestId('login-name').fill('newcomer');
  await newcomer.page.getByTestId('login-password').fill(password);
  await newcomer.page.getByTestId('login-submit').click();
  await newcomer.page.getByTestId('due').waitFor();
  await newcomer.page.goto(`${url}/customers`);
  await newcomer.page.getByTestId('password-current').fill(password);
  await newcomer.page.getByTestId('password-next').fill('my-own-password');
  await newcomer.page.getByTestId('password-submit').click();
  await expect.poll(() => newcomer.page.getByTestId('due').count(), { timeout: 15_000 }).toBe(0);
  await newcomer.page.goto(`${url}/customers`);
  await newcomer.page.getByTestId('customers').waitFor();
  expect([...admin.errors, ...checker.errors, ...newcomer.errors]).toEqual([]);
});

test('a second factor is enrolled in the console and asked for at the next sign-in', async () => {
  const { page, errors } = await openPage(browser, SIZE);
  await signInAs(page, url, 'finance');
  await page.goto(`${url}/account`);
  await page.getByTestId('factor-enrol').click();
  const secret = await page.getByTestId('factor-secret').innerText();
  await page.getByTestId('factor-confirm-code').fill(codeNow(secret, -1));
  await page.getByTestId('factor-confirm').click();
  const codes = (await page.getByTestId('recovery-codes').innerText()).trim().split(/\s+/);
  expect(codes).toHaveLength(10);
  const again = await openPage(browser, SIZE);
  await again.page.goto(url);
  await again.page.getByTestId('login-name').fill('finance');
  await again.page.getByTestId('login-password').fill(STAFF_PASSWORD);
  await again.page.getByTestId('login-submit').click();
  await again.page.getByTestId('login-code').fill(codes[0] ?? '');
  await again.page.getByTestId('login-submit').click();
  await again.page.getByTestId('today-current').waitFor();
  expect([...errors, ...again.errors]).toEqual([]);
});

test('a command that failed at the server goes again under its key; a refusal ends it', async () => {
  const { page } = await openPage(browser, SIZE);
  await signInAs(page, url, 'admin');
  const keys: string[] = [];
  const answers = [500, 409, 200];
  await page.route('**/api/v1/staff/changes', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    keys.push(route.request().headers()['idempotency-key'] ?? '');
    const status = answers.shift() ?? 200;
    if (status === 200) return route.continue();
    const problem = { type: 'about:blank', title: 'TEST', status, code: `TEST_${status}`, detail: 'test', detailZh: 'test' };
    return route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  });
  await page.goto(`${url}/system/staff`);
  await page.getByTestId('propose-open').click();
  await choose(page, 'propose-kind', '解除锁定');
  await page.getByTestId('propose-login').fill('finance');
  await page.getByTestId('propose-reason').fill('忘记密码后锁定');
  for (const code of ['TEST_500', 'TEST_409']) {
    await page.getByTestId('propose-submit').click();
    await expect.poll(() => page.getByTestId('propose-panel').innerText(), { timeout: 15_000 }).toContain(code);
  }
  await page.getByTestId('propose-submit').click();
  await expect.poll(() => page.getByTestId('staff-changes').innerText(), { timeout: 15_000 }).toContain('忘记密码后锁定');
  expect([keys.length, keys[1] === keys[0], keys[2] === keys[1]]).toEqual([3, true, false]);
});

test.each([
  ['admin', '/system/staff'],
  ['admin', '/system/audit'],
  ['auditor', '/system/reveals'],
  ['auditor', '/system/staff'],
  ['partner-viewer', '/programmes/JL'],
  ['partner-viewer', '/loans'],
  ['partner-viewer', 'the loan'],
  ['auditor', 'the loan'],
  ['admin', '/account'],
])('%s sees %s without errors, and the navigation offers only what the role has', async (login, path) => {
  const { page, errors } = await openPage(browser, SIZE);
  const refused: string[] = [];
  page.on('response', (response) => {
    if (response.status() === 403) refused.push(response.url());
  });
  await signInAs(page, url, login);
  expect(await page.getByTestId('search').count()).toBe(login === 'auditor' ? 1 : 0);
  // A partner's person begins with the programmes, since nothing of the house's day is shown.
  if (login === 'partner-viewer') await expect.poll(() => page.getByTestId('programmes').innerText(), { timeout: 15_000 }).toContain('JL');
  const offered = await page.getByTestId('navigation').innerText();
  expect(offered.includes('客户')).toBe(login === 'auditor');
  expect(offered.includes('人员与权限')).toBe(login !== 'partner-viewer');
  await page.goto(`${url}${path === 'the loan' ? `/loans/${loanId}` : path}`);
  await page.waitForLoadState('networkidle');
  if (path === 'the loan') expect((await page.getByTestId('loan-tabs').innerText()).includes('凭证')).toBe(login === 'auditor');
  expect(await page.getByTestId('failure').count()).toBe(0);
  expect(await page.getByTestId('forbidden').count()).toBe(0);
  await expect.poll(async () => (await page.locator('main').innerText()).length, { timeout: 15_000 }).toBeGreaterThan(40);
  expect([...errors, ...refused]).toEqual([]);
});
