import { skipUnlessBrowser } from '@jinqiao/runtime/testing';
import { control, type HttpServer } from '@jinqiao/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { drawFor, enrolBorrowers, type Installation, openJointLoan, startInstallation } from './installation.ts';
import { canBrowse, launchBrowser, openPage, requireBuilt, signInAs } from './pages.ts';

const SOON = { timeout: 20_000 };

let installation: Installation | undefined;
let http: HttpServer;
let browser: Browser | undefined;

beforeEach((context) => {
  skipUnlessBrowser(context);
  requireBuilt();
});

/** Three month-ends with a quarter of borrowers who stop paying. */
beforeAll(async () => {
  if (!canBrowse()) return;
  installation = await startInstallation();
  const { system, sandbox } = installation;
  const programme = await openJointLoan(system, '2026-03-02', { compensationDpd: 35 });
  const borrowers = await enrolBorrowers(
    system,
    programme,
    Array.from({ length: 8 }, (_, i) => i + 1),
  );
  await control(sandbox.urls.payment, 'cards', {
    cards: borrowers.map(({ enrolled }, i) => ({
      cardRef: enrolled.customerId,
      behaviour: i % 4 === 1 ? 'poor' : 'good',
      fundedThrough: i % 4 === 1 ? '2026-03-20' : null,
    })),
  });
  await drawFor(system, programme, borrowers, { amount: 1_200_000n, periods: 6, method: 'equal-instalment' });
  await system.close('2026-05-31');
  http = await installation.serve();
  browser = await launchBrowser();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await installation?.stop();
});

test.runIf(canBrowse())(
  'a figure leads to its contracts, a warning is answered, freezes are decided by two people',
  async () => {
    const { page, errors } = await openPage(browser, { width: 1440, height: 900 });
    await signInAs(page, http.url, 'risk');
    await page.getByTestId('alerts').getByText('30 天以上逾期率超过 3%').click();
    await page.getByTestId('alert-panel').getByTestId('alert-acknowledge').click();
    await page.getByTestId('alert-panel').getByTestId('reason').fill('收紧准入');
    await page.getByTestId('reason-submit').click();
    await expect.poll(() => page.getByTestId('alert-panel').innerText(), SOON).toContain('已关闭');

    await page.goto(`${http.url}/risk/portfolio`);
    await page.getByTestId('risk-buckets-view').locator('label').nth(1).click();
    const rows = page.getByTestId('risk-buckets-table').getByTestId('risk-buckets-table-row');
    await expect.poll(() => rows.first().innerText(), SOON).toMatch(/M0\s+6/);
    await page.getByTestId('risk-figures-npl').locator('a').click();
    await page.getByTestId('positions-totals').waitFor();
    expect(new URL(page.url()).searchParams.get('tier')).toBe('non-performing');
    await page.goto(`${http.url}/risk/contracts?minDpd=30`);
    await expect.poll(() => page.getByTestId('positions-row').count(), SOON).toBe(2);
    await page.getByTestId('positions-row').first().locator('a').first().click();
    await expect.poll(() => page.url(), SOON).toContain('/loans/');

    await page.goto(`${http.url}/risk/limits?kind=freeze`);
    await expect.poll(() => page.getByTestId('limits-row').count(), SOON).toBe(2);
    await page.getByTestId('reason').fill('五月策略');
    await page.getByTestId('reason-submit').click();
    await expect.poll(() => page.getByTestId('limit-batches-row').count(), SOON).toBe(1);
    await page.getByTestId('limit-batches-row').click();
    await page.getByTestId('limit-batch').getByText('须由另一人复核').waitFor();

    const checker = await openPage(browser, { width: 1440, height: 900 });
    await signInAs(checker.page, http.url, 'compliance');
    await checker.page.goto(`${http.url}/risk/limits`);
    await checker.page.getByTestId('limit-batches-row').click();
    await checker.page.getByTestId('limit-batch').getByTestId('reason').fill('同意冻结');
    await checker.page.getByTestId('limit-batch').getByTestId('reason-submit').click();
    await expect.poll(() => checker.page.getByTestId('limit-batches-row').innerText(), SOON).toContain('已批准');
    const { rows: frozen } = await (installation as Installation).system.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM credit.line WHERE state = 'frozen'`,
    );
    expect(frozen[0]?.n).toBe(2);
    expect([...errors, ...checker.errors]).toEqual([]);
  },
  180_000,
);
