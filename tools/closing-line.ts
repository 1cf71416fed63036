/** Ends a test run with why tests were skipped and one plain line: `N passed, N failed, N skipped`. */
import type { Reporter, TestCase, TestModule } from 'vitest/node';

export const closingLine: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    for (const [note, skipped] of skipNotes(tests)) process.stdout.write(`skipped ${skipped}: ${note}\n`);
    // A file that does not load, an error outside of any test and a test that never ended are failures too.
    const broken = modules.filter(failsWithoutTest).length + unhandledErrors.length + count('pending');
    process.stdout.write(`\n${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped\n`);
  },
};

function skipNotes(tests: readonly TestCase[]): Map<string, number> {
  const notes = new Map<string, number>();
  for (const test of tests) {
    const result = test.result();
    if (result.state !== 'skipped') continue;
    const note = result.note ?? `${test.fullName} (no reason given)`;
    notes.set(note, (notes.get(note) ?? 0) + 1);
  }
  return notes;
}

function failsWithoutTest(module: TestModule): boolean {
  return module.state() === 'failed' && ![...module.children.allTests()].some((test) => test.result().state === 'failed');
}
