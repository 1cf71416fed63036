/** Runs every check that is not a test, to the end even when one fails, and sums up. */
import { spawnSync } from 'node:child_process';

const CHECKS: readonly { readonly script: string; readonly promise: string }[] = [
  { script: 'lint', promise: 'formatting and lints (biome)' },
  { script: 'typecheck', promise: 'types (tsc)' },
  { script: 'arrows', promise: 'arrows point down (dependency-cruiser)' },
  { script: 'tidy', promise: 'house rules' },
  { script: 'schema', promise: 'tables fit a distributed PostgreSQL' },
];

const failed: string[] = [];
for (const { script, promise } of CHECKS) {
  const begun = performance.now();
  console.log(`\n— ${script}: ${promise}`);
  const { status } = spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) failed.push(script);
  console.log(`  ${status === 0 ? 'ok' : 'FAILED'} in ${Math.round(performance.now() - begun)} ms`);
}
console.log(failed.length === 0 ? `\nall ${CHECKS.length} checks passed` : `\nfailed: ${failed.join(', ')} (run one with npm run <name>)`);
process.exitCode = failed.length === 0 ? 0 : 1;
