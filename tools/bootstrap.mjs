// Makes a fresh clone ready and then runs what was asked for: `node tools/bootstrap.mjs start|test|check|bench|build|install`.
// Plain JavaScript without dependencies: it runs on the machine's own Node 20, before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const BIN = join(ROOT, 'node_modules', '.bin');
const NODE = join(BIN, 'node');
const LOCKFILE = join(ROOT, 'package-lock.json');
/** What was installed last, so that a touched but unchanged lockfile does not install again. */
const STAMP = join(ROOT, 'node_modules', '.jinqiao-installed');
const PAGES = ['console', 'h5'];
const CANNOT_RUN = 3;

const COMMANDS = {
  install: { pages: false },
  build: { pages: true },
  start: { pages: true, run: ['apps/cli/src/main.ts', 'start'] },
  test: { pages: true, run: ['node_modules/vitest/vitest.mjs', 'run'] },
  check: { pages: false, run: ['tools/check.ts'] },
  bench: { pages: false, run: ['bench/main.ts'] },
};

/** Standard error: standard output belongs to the command, which may answer JSON. */
function say(message) {
  process.stderr.write(`${message}\n`);
}

function fail(message) {
  say(message);
  process.exit(CANNOT_RUN);
}

function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function lockHash() {
  return createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex');
}

function dependenciesAreFresh() {
  if (!existsSync(NODE)) return false;
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockHash()) return true;
  return modifiedAt(join(ROOT, 'node_modules', '.package-lock.json')) >= modifiedAt(LOCKFILE);
}

async function installDependencies() {
  if (dependenciesAreFresh()) return;
  say('Installing dependencies (about two minutes the first time) …');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) fail('npm ci failed; see above. Is the package registry reachable?');
  if (!existsSync(NODE)) fail('npm did not install the package "node": allow its install script (npm config set ignore-scripts false), then run npm ci');
  writeFileSync(STAMP, lockHash());
}

function newestIn(folder) {
  if (!existsSync(folder)) return 0;
  return Math.max(
    0,
    ...readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => name !== 'dist' && name !== 'node_modules' && name !== 'test')
      .map((entry) => (entry.isDirectory() ? newestIn(join(folder, entry.name)) : modifiedAt(join(folder, entry.name)))),
  );
}

async function buildPages() {
  const shared = Math.max(newestIn(join(ROOT, 'libs/api')), modifiedAt(LOCKFILE));
  for (const name of PAGES) {
    const app = join(ROOT, 'apps', name);
    if (!existsSync(join(app, 'index.html'))) continue;
    if (modifiedAt(join(app, 'dist', 'index.html')) > Math.max(shared, newestIn(app))) continue;
    say(`Building the pages of ${name} …`);
    const code = await run(NODE, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], { cwd: app });
    if (code !== 0) fail(`the pages of ${name} could not be built; see above`);
  }
}

/** Runs a program in our terminal; signals that reach only us are handed on, and its end is awaited. */
function run(file, args, { cwd = ROOT } = {}) {
  return new Promise((done) => {
    const env = { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}` };
    const child = spawn(file, args, { cwd, env, stdio: 'inherit', shell: process.platform === 'win32' && file === 'npm' });
    const stop = handOnSignals(child);
    child.once('error', (error) => {
      stop();
      say(`${file}: ${error.message}`);
      done(CANNOT_RUN);
    });
    child.once('exit', (code, signal) => {
      stop();
      done(code ?? 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1));
    });
  });
}

function handOnSignals(child) {
  // A terminal sends Ctrl-C to the child itself; a second one would tell it to hurry.
  const onInterrupt = () => process.stdin.isTTY || child.kill('SIGINT');
  let terminated = false;
  const onTerminate = () => {
    if (!terminated) child.kill('SIGTERM');
    terminated = true;
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  // npm that is killed outright tells no one; without it nobody is left to stop us.
  const parent = process.ppid;
  const watch = setInterval(() => process.env.npm_lifecycle_event && process.ppid !== parent && onTerminate(), 500);
  return () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
    clearInterval(watch);
  };
}

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) fail(`usage: node tools/bootstrap.mjs ${Object.keys(COMMANDS).join('|')} [arguments]`);
await installDependencies();
if (command.pages) await buildPages();
if (command.run) {
  if (name === 'start') say('Starting Jinqiao …');
  process.exitCode = await run(NODE, [...command.run, ...args]);
}
