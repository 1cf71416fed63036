/**
 * `npm run pack -- NAME`: makes a library ready to publish by itself, in dist/packages/NAME. The packages of ours that it builds on
 * are compiled into it, so that whoever installs it needs nothing else from this repository.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const SCOPE = '@jinqiao/';

type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
};

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** The library and all packages of ours that it is built on. */
function closure(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const dependency of Object.keys(manifestOf(join(ROOT, 'libs', name)).dependencies ?? {}))
    if (dependency.startsWith(SCOPE)) closure(dependency.slice(SCOPE.length), found);
  return found;
}

/** Packages from elsewhere that the sources import, in the versions that this repository uses. */
function outsiders(libraries: Iterable<string>): Record<string, string> {
  const known = manifestOf(ROOT).dependencies ?? {};
  const wanted = new Set<string>();
  for (const library of libraries)
    for (const file of filesBelow(join(ROOT, 'libs', library, 'src'), '.ts'))
      for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(/\bfrom '([^'.][^']*)'/g))
        if (!specifier.startsWith(SCOPE) && !specifier.startsWith('node:')) wanted.add(packageOf(specifier));
  return Object.fromEntries([...wanted].sort().map((name) => [name, known[name] ?? '*']));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

/** Compiles the sources side by side: JavaScript and types, imports between them turned into paths. */
function compile(libraries: readonly string[], out: string): void {
  const project = join(out, 'tsconfig.json');
  writeFileSync(
    project,
    JSON.stringify({
      extends: relative(out, join(ROOT, 'tsconfig.json')),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        rewriteRelativeImportExtensions: true,
        target: 'es2023',
        rootDir: relative(out, join(ROOT, 'libs')),
        outDir: 'lib',
        typeRoots: [join(ROOT, 'node_modules', '@types')],
      },
      include: libraries.map((library) => relative(out, join(ROOT, 'libs', library, 'src'))),
      exclude: libraries.map((library) => relative(out, join(ROOT, 'libs', library, 'src', 'testing'))),
    }),
  );
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/@typescript/native/bin/tsc'), '-p', project], { stdio: 'inherit' });
  rmSync(project);
  if (status !== 0) throw new Error('the sources do not compile');
  for (const file of filesBelow(join(out, 'lib'), '.ts').concat(filesBelow(join(out, 'lib'), '.js'))) writeFileSync(file, withPaths(file, join(out, 'lib')));
}

function withPaths(file: string, lib: string): string {
  const path = (library: string) => relative(dirname(file), join(lib, library, 'src', 'index.js')).replace(/^(?!\.)/, './');
  return readFileSync(file, 'utf8')
    .replace(/(['"])@jinqiao\/([a-z-]+)\1/g, (_, quote: string, library: string) => `${quote}${path(library)}${quote}`)
    .replace(/(from '[^']+)\.ts'/g, "$1.js'");
}

/** @returns the folder, from which `npm publish` can be run. */
export function packLibrary(name: string, out = join(ROOT, 'dist', 'packages', name)): string {
  if (!existsSync(join(ROOT, 'libs', name, 'package.json'))) throw new Error(`there is no library ${name}`);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const libraries = [...closure(name)];
  compile(libraries, out);
  const { version, description, license } = manifestOf(join(ROOT, 'libs', name));
  const entry = (library: string) => ({ types: `./lib/${library}/src/index.d.ts`, default: `./lib/${library}/src/index.js` });
  const manifest = {
    name: `${SCOPE}${name}`,
    version,
    ...(description ? { description } : {}),
    license,
    type: 'module',
    engines: manifestOf(ROOT).engines,
    sideEffects: false,
    // What it is built on is part of its language: dates and amounts are entered beside it.
    exports: Object.fromEntries(libraries.map((library) => [library === name ? '.' : `./${library}`, entry(library)])),
    files: ['lib'],
    dependencies: outsiders(libraries),
  };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const file of ['LICENSE', 'NOTICE']) cpSync(join(ROOT, file), join(out, file));
  const readme = join(ROOT, 'libs', name, 'README.md');
  if (existsSync(readme)) cpSync(readme, join(out, 'README.md'));
  return out;
}

if (process.argv[1] === import.meta.filename) {
  const [name] = process.argv.slice(2);
  if (!name) {
    process.stderr.write('npm run pack -- NAME, where NAME is a folder of libs\n');
    process.exitCode = 2;
  } else process.stdout.write(`${relative(ROOT, packLibrary(name))}\n`);
}
