/** What the tests of all packages share: a database of their own, the shared reference folder, a browser. */
export { chromiumPath, skipUnlessBrowser } from './browser.ts';
export { type TestDatabase, testDatabase } from './database.ts';
export { type SkippableTest, sharedFolder, skipUnlessShared } from './shared.ts';
