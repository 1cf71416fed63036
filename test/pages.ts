import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { STAFF_PASSWORD } from './installation.ts';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PATH = ['/usr/bin/chromium', '/usr/bin/chromium-browser', process.env.JINQIAO_CHROMIUM ?? ''].find((place) => place !== '' && existsSync(place));

const built = ['console', 'h5'].every((name) => existsSync(fileURLToPath(new URL(`../apps/${name}/dist/index.html`, import.meta.url))));

export function requireBuilt(): void {
  if (!built) throw new Error('the pages are not built: npm run build:web');
}

export function canBrowse(): boolean {
  return PATH !== undefined && built;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: PATH ?? '', args: ARGUMENTS });
}

/** A page whose script errors and failed requests fail the test. */
export async function openPage(browser: Browser | undefined, viewport: { width: number; height: number }): Promise<{ page: Page; errors: string[] }> {
  const context = await (browser as Browser).newContext({ viewport, locale: 'zh-CN' });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('response', (response) => {
    if (response.status() >= 500) errors.push(`${response.status()} ${response.url()}`);
  });
  return { page, errors };
}

export async function signInAs(page: Page, url: string, login: string, password = STAFF_PASSWORD): Promise<void> {
  await page.goto(url);
  await page.getByTestId('login-name').fill(login);
  await page.getByTestId('login-password').fill(password);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('today-current').waitFor();
}

/** Picks a choice of a field, and again until it stands: a list that is still opening can swallow the click. */
export async function choose(page: Page, testId: string, word: string): Promise<void> {
  const field = page.getByTestId(testId);
  const option = page.locator('.ant-select-item-option').getByText(word, { exact: true });
  await expect
    .poll(
      async () => {
        if (!(await option.isVisible())) await field.click();
        await option.click({ timeout: 3000 }).catch(() => undefined);
        return field.innerText();
      },
      { timeout: 20_000 },
    )
    .toContain(word);
}
