import { readFileSync } from 'node:fs';
import { invite } from '@jinqiao/credit';
import { customerIdOf, idCheckDigit } from '@jinqiao/parties';
import { skipUnlessBrowser } from '@jinqiao/runtime/testing';
import { control } from '@jinqiao/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { codeSentTo, drawFor, enrolBorrowers, type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { canBrowse, choose, launchBrowser, openPage, requireBuilt, signInAs } from './pages.ts';

let installation: Installation | undefined;
let browser: Browser | undefined;
let url = '';
let loanId = '';
const MOBILE = '13900000001';

beforeEach((context) => {
  skipUnlessBrowser(context);
  requireBuilt();
});

beforeAll(async () => {
  if (!canBrowse()) return;
  installation = await startInstallation();
  const { system, sandbox } = installation;
  const programme = await openJointLoan(system, '2026-05-06');
  const borrowers = await enrolBorrowers(system, programme, [1, 2, 3, 4, 5, 6, 7, 8]);
  await control(sandbox.urls.payment, 'cards', { cards: [{ cardRef: borrowers[1]?.enrolled.customerId, behaviour: 'poor', fundedThrough: '2026-05-07' }] });
  const loans = await drawFor(system, programme, borrowers, { amount: 6_000_000n, periods: 12, method: 'equal-principal' });
  loanId = loans[0]?.loanId ?? '';
  await invite(system.db, [
    { ...customerIdOf(system.vault, MOBILE), programmeId: programme.id, validThrough: '2099-12-31', tenureMonths: 48, ordersPerYear: 40, suggestedLimit: null },
  ]);
  await system.close('2026-06-10');
  url = (await installation.serve()).url;
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await installation?.stop();
});

const open = (viewport: { width: number; height: number }) => openPage(browser, viewport);
const signIn = (page: Page, role: string) => signInAs(page, url, role);

test('the console shows the day, the programme, the loans and one loan to its journals', async () => {
  const { page, errors } = await open({ width: 1440, height: 900 });
  await signIn(page, 'operator');
  expect(await page.getByTestId('today-current').innerText()).toContain('2026-06-11');
  await page.goto(`${url}/programmes/JL`);
  await page.getByTestId('dashboard').waitFor();
  // Eight loans of 60,000.00, seven of which have paid 5,000.00.
  await expect.poll(() => page.getByTestId('dashboard').innerText(), { timeout: 15_000 }).toContain('445,000.00');
  await page.goto(`${url}/loans`);
  await expect.poll(() => page.getByTestId('loans-totals').innerText(), { timeout: 15_000 }).toContain('445,000.00');
  await page.goto(`${url}/loans/${loanId}`);
  await expect.poll(() => page.locator('main').innerText(), { timeout: 15_000 }).toContain('55,000.00');
  await page.goto(`${url}/loans/${loanId}/journals`).catch(() => undefined);
  expect(errors).toEqual([]);
});

test.each([
  '/',
  '/programmes/JL',
  '/loans',
  '/customers',
  '/customers/requests',
  '/organisations',
  '/products/calculator',
  '/reconciliation',
  '/reconciliation/breaks',
  '/reconciliation/breaks?state=all',
  '/reconciliation/files',
  '/partners/institutions',
  '/partners/margin',
  '/partners/settlements',
  '/books/trial-balance',
  '/books/trial-balance?date=2026-06-06&book=bank:JL',
  '/books/accounts',
  '/books/accounts?book=bank:JL&path=loan/principal',
  '/books/accounts?book=bank:JL&path=income/interest',
  '/books/journals',
  '/books/proof',
  '/system/verification',
])('the page %s answers with content and without errors', async (path) => {
  const { page, errors } = await open({ width: 1280, height: 800 });
  await signIn(page, 'auditor');
  await page.goto(`${url}${path}`);
  await expect.poll(async () => (await page.locator('main').innerText()).length, { timeout: 15_000 }).toBeGreaterThan(40);
  await page.waitForLoadState('networkidle');
  expect(await page.getByTestId('not-found').count()).toBe(0);
  expect(await page.getByTestId('failure').count()).toBe(0);
  expect(errors).toEqual([]);
});

test('an operator closes a day from the console', async () => {
  const { page, errors } = await open({ width: 1440, height: 900 });
  await signIn(page, 'operator');
  await page.getByTestId('close-open').click();
  await page.getByTestId('close-panel').waitFor();
  await page.getByTestId('close-run').click();
  await expect.poll(() => page.getByTestId('today-current').innerText(), { timeout: 30_000 }).toContain('2026-06-12');
  expect(errors).toEqual([]);
});

test('an operator calculates a loan: terms, method, a mistake, and the file', async () => {
  const { page, errors } = await open({ width: 1440, height: 900 });
  await signIn(page, 'operator');
  await page.goto(`${url}/products/calculator?principal=5000.00&rate=12&method=equal-instalment&periods=6&start=2026-01-15`);
  const figures = () => page.getByTestId('calculator-figures').innerText();
  const shows = (text: string) => expect.poll(figures, { timeout: 15_000 }).toContain(text);
  await shows('862.74');
  for (const [name, value] of [
    ['principal', '100,000'],
    ['rate', '6.96'],
    ['periods', '12'],
  ] as const)
    await input(page, `term-${name}`).fill(value);
  await shows('8,650.83');
  for (const figure of ['末期 8,650.85', '3,809.98', '6.96 %', '7.19 %']) expect(await figures()).toContain(figure);
  expect(page.url()).toContain('principal=100000&rate=6.96&method=equal-instalment&periods=12');
  await choose(page, 'term-method', '等额本金');
  await shows('8,913.33');
  for (const figure of ['末期 8,381.70', '3,770.00']) expect(await figures()).toContain(figure);
  await page.goBack();
  await shows('8,650.83');
  await input(page, 'term-periods').fill('1200');
  const wrong = page.getByTestId('term-wrong');
  await expect.poll(() => wrong.allInnerTexts(), { timeout: 15_000 }).toEqual(['期数应为 1 到 1199 的整数']);
  await page.getByTestId('calculator-stale').waitFor();
  await page.getByTestId('language').getByText('EN').click();
  await expect.poll(() => wrong.allInnerTexts()).toEqual(['Periods must be a whole number from 1 to 1199']);
  await input(page, 'term-periods').fill('12');
  await expect.poll(() => wrong.count(), { timeout: 15_000 }).toBe(0);
  const schedule = await exported(page, 'calculator-schedule');
  expect(schedule.slice(0, 2)).toEqual(['\uFEFFNo.,Due,Days,Principal,Interest,Total,Balance after', '1,2026-02-15,31,8070.83,580.00,8650.83,91929.17']);
  expect(schedule.slice(12)).toEqual(['12,2027-01-15,31,8600.96,49.89,8650.85,0.00', '']);
  const cost = await exported(page, 'calculator-cost');
  expect(cost[1]).toBe('Interest,"Equal instalment, monthly",6.96 % p.a.,3809.98,Lender,Normal performance');
  expect(cost).toContain('"Annual cost, simple",,6.96%,,,');
  expect(errors).toEqual([]);
});

test('an auditor opens a figure down to the loan behind it, and proves a stretch of the book', async () => {
  const { page, errors } = await open({ width: 1440, height: 900 });
  await signIn(page, 'auditor');
  await page.goto(`${url}/books/trial-balance?book=bank:JL&date=2026-06-05`);
  const trial = page.locator('[data-testid="trial-balance-row"][data-id="loan/principal"]');
  // Eight loans of 60,000.00 before anything was paid back on 6 June.
  await expect.poll(() => trial.innerText(), { timeout: 15_000 }).toContain('480,000.00');
  expect(await page.getByTestId('balanced').getAttribute('data-even')).toBe('true');
  await trial.getByRole('link').click();
  await expect.poll(() => page.getByTestId('path-figures').innerText(), { timeout: 15_000 }).toContain('445,000.00');
  await page.goto(`${url}/books/accounts`);
  await page.getByTestId('path-loan/principal').click();
  const account = page.getByTestId('accounts-row').filter({ hasText: '55,000.00' }).first();
  await account.getByRole('link').first().click();
  await expect.poll(() => page.getByTestId('account-figures').innerText(), { timeout: 15_000 }).toContain('55,000.00');
  await expect.poll(() => page.getByTestId('statement-row').allInnerTexts()).toHaveLength(2);
  const [repaid = '', lent = ''] = await page.getByTestId('statement-row').allInnerTexts();
  expect([repaid, lent]).toEqual([expect.stringMatching(/2026-06-06.*5,000\.00.*55,000\.00/s), expect.stringMatching(/2026-05-06.*60,000\.00.*60,000\.00/s)]);
  await page.getByTestId('statement-row').first().getByRole('link').first().click();
  await page.getByTestId('journal').waitFor();
  expect(await page.getByTestId('chain').innerText()).toMatch(/[0-9a-f]{64}/);
  await page.getByTestId('journal-source').getByRole('link', { name: /^loa_/ }).click();
  await expect.poll(() => page.locator('main').innerText(), { timeout: 15_000 }).toContain('55,000.00');
  expect(page.url()).toMatch(/\/loans\/loa_/);
  await page.goto(`${url}/books/proof?book=bank:JL`);
  await page.getByTestId('verify-from').fill('2');
  await page.getByTestId('verify-through').fill('9');
  await page.getByTestId('verify-book-run').click();
  await expect.poll(() => page.getByTestId('runs-row').first().innerText(), { timeout: 15_000 }).toMatch(/2 – 9.*一致/s);
  await page.getByTestId('verify-through').fill('2026-06-06');
  expect(await page.getByTestId('verify-book-run').isDisabled()).toBe(true);
  expect(errors).toEqual([]);
});

test('a customer signs up, opens an account, draws, and repays early on a phone', async () => {
  const { page, errors } = await open({ width: 375, height: 812 });
  await page.goto(`${url}/m/`);
  await input(page, 'mobile').fill(MOBILE);
  await page.getByTestId('code-send').click();
  await page.getByTestId('outlet').waitFor();
  await input(page, 'code').fill(await codeSentTo(installation as Installation, MOBILE));
  await page.getByTestId('submit-code').click();
  await page.getByTestId('new-number').waitFor();
  expect(await page.getByTestId('accept-terms').isChecked()).toBe(false);
  await page.getByTestId('accept-terms').click();
  await page.getByTestId('submit-code').click();
  await input(page, 'real-name').fill('李晓雨');
  const first17 = '11010119900307201';
  await input(page, 'id-number').fill(`${first17}${idCheckDigit(first17)}`);
  await page.getByTestId('submit-real-name').click();
  await input(page, 'card-number').fill('6228480030212345679');
  await input(page, 'card-mobile').fill(MOBILE);
  await page.getByTestId('consent-bureau').click();
  await page.getByTestId('consent-data').click();
  await page.getByTestId('submit-account').click();
  await expect.poll(() => page.getByTestId('limit-available').innerText(), { timeout: 15_000 }).toContain('100,000.00');
  await page.getByTestId('go-draw').click();
  await input(page, 'draw-amount').fill('12000');
  await page.getByTestId('submit-quote').click();
  await page.getByTestId('cost-table').waitFor();
  expect(await page.getByTestId('annual-cost').innerText()).toMatch(/6\.9/);
  await page.waitForTimeout(5_500);
  await page.getByTestId('accept-agreement').click();
  await page.getByTestId('submit-draw').click();
  await page.getByTestId('draw-done').waitFor();
  await page.getByTestId('tab-loans').click();
  await page.getByTestId('loan-card').first().click();
  await page.getByTestId('schedule').waitFor();
  await page.getByTestId('go-early').click();
  await page.getByTestId('early-all').click();
  // Repaid on the day it was drawn: one day's interest, 12,000.00 x 6.96 % / 360 = 2.32.
  await expect.poll(() => page.getByTestId('early-total').innerText(), { timeout: 15_000 }).toContain('12,002.32');
  await page.getByTestId('submit-early').click();
  await page.getByTestId('early-done').waitFor();
  expect(errors).toEqual([]);
  if (installation) expect(await wrongInBooks(installation.system)).toEqual([]);
}, 60_000);

/** A field by its test id, whether the id stands on the input or around it. */
function input(page: Page, testId: string) {
  return page.locator(`input[data-testid="${testId}"], [data-testid="${testId}"] input`).first();
}

/** The lines of the file that the export of a card hands over. */
async function exported(page: Page, card: string): Promise<string[]> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId(card).getByRole('button', { name: 'CSV' }).click()]);
  return readFileSync(await file.path(), 'utf8').split('\r\n');
}
