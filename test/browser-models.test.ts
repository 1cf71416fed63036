import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skipUnlessBrowser } from '@jinqiao/runtime/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Installation, openJointLoan, startInstallation } from './installation.ts';
import { canBrowse, launchBrowser, openPage, requireBuilt, signInAs } from './pages.ts';
import { trainedModel } from './trained-model.ts';

const SAMPLE = 'joint-loan-sample';
const folder = mkdtempSync(join(tmpdir(), 'jinqiao-models-'));
let installation: Installation | undefined;
let browser: Browser | undefined;
let url = '';

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
  await openJointLoan(installation.system, '2026-03-02');
  ({ url } = await installation.serve());
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await installation?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('risk registers a trained card, reads what it is worth and proposes it; compliance approves', async () => {
  const model = trainedModel(SAMPLE, '2');
  const file = join(folder, 'card.json');
  writeFileSync(file, JSON.stringify(model));
  const { page, errors } = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(page, url, 'risk');
  await page.goto(`${url}/risk/models`);
  await page.getByTestId('models-row').first().waitFor();
  await page.getByTestId('register-model').click();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByTestId('model-file').click()]);
  await chooser.setFiles(file);
  await expect.poll(() => page.getByTestId('model-figures-auc').innerText(), { timeout: 20_000 }).toContain(model.modelCard.validation.auc.toFixed(3));
  expect(await page.getByTestId('model-notes').innerText()).toContain('数据只含已通过的申请人');
  await shot(page, 'model-overview');
  for (const [tab, testId, says] of [
    ['特征与分值', 'bins', '缺失'],
    ['检验', 'chart-roc', 'ROC'],
    ['公平性与拒绝样本', 'fairness', '女'],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click();
    await expect.poll(async () => (await page.getByTestId(testId).allInnerTexts()).join(' '), { timeout: 15_000 }).toContain(says);
    await page.waitForTimeout(400);
    await shot(page, `model-${testId}`);
  }
  await page.getByRole('tab', { name: '部署' }).click();
  await page.getByTestId('propose-deployment').click();
  await expect.poll(() => page.getByTestId('deploy-from').inputValue(), { timeout: 15_000 }).toBe('2026-03-02');
  await page.getByTestId('deploy-from').fill('2026-03-09');
  await page.getByTestId('reason').fill('优于人工设定的评分卡');
  await shot(page, 'model-propose');
  await page.getByTestId('reason-submit').click();
  const proposed = page.locator('[data-testid=deployments-row]', { hasText: '待复核' });
  await proposed.click();
  await page.getByTestId('own-work').waitFor();

  const { page: other, errors: otherErrors } = await openPage(browser, { width: 1440, height: 900 });
  await signInAs(other, url, 'compliance');
  await other.goto(`${url}/risk/models/${SAMPLE}/2?tab=deployments`);
  await other.locator('[data-testid=deployments-row]', { hasText: '待复核' }).click();
  await other.getByTestId('reason').fill('已查阅检验与公平性');
  await other.getByTestId('reason-submit').click();
  await expect.poll(() => other.getByTestId('deployments').innerText(), { timeout: 15_000 }).toContain('已通过');
  await shot(other, 'model-deployments');
  await other.goto(`${url}/risk/models/${SAMPLE}/1`);
  await other.getByTestId('by-hand').waitFor();
  await shot(other, 'model-by-hand');
  await other.goto(`${url}/risk/models`);
  await expect.poll(() => other.getByTestId('models').innerText(), { timeout: 15_000 }).toContain('使用中');
  await shot(other, 'models');
  expect([...errors, ...otherErrors]).toEqual([]);
}, 180_000);
