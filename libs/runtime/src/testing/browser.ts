import { existsSync } from 'node:fs';
import type { SkippableTest } from './shared.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** The Chromium of this machine, or the one that JINQIAO_CHROMIUM names; undefined when absent. */
export function chromiumPath(): string | undefined {
  return [process.env.JINQIAO_CHROMIUM ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));
}

/** The path of Chromium; without one the test is skipped with a notice, or fails where JINQIAO_REQUIRE_BROWSER=1. */
export function skipUnlessBrowser(test: SkippableTest): string {
  const path = chromiumPath();
  if (path) return path;
  const notice = 'needs Chromium: install it, or set JINQIAO_CHROMIUM to its path';
  if (process.env.JINQIAO_REQUIRE_BROWSER === '1') throw new Error(notice);
  return test.skip(notice);
}
