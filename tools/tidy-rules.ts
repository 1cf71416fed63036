/** House rules that a linter does not know. Each message names what to write instead. */

export type SourceFile = { readonly path: string; readonly text: string };

export type TidyFault = { readonly path: string; readonly line: number; readonly message: string };

const LINES_MAX = 400;

/** Files that may be longer, and why. */
export const LONG_FILES: Readonly<Record<string, string>> = {};

type PatternRule = { readonly where: RegExp; readonly except?: RegExp; readonly pattern: RegExp; readonly message: string };

const KERNEL = /^(libs|domains)\/[^/]+\/src\/.*\.tsx?$/;
const CLOCK_AND_IDS = /^libs\/runtime\/src\/(clock\.ts|ids\.ts|testing\/)/;
/** decimal.js writes exact digits by a method of the same name. */
const EXACT_DECIMALS = /^libs\/contract\/src\/costs\/cost\.ts$/;
const CODE = /\.(ts|tsx|mjs|sql)$/;
const TEXT = /\.(ts|tsx|mjs|js|sql|md|json|sh|yml|yaml|html|css)$|^(bin|\.ci)\//;
const CONFIG = /(\.config\.(ts|mjs)|^\.dependency-cruiser\.mjs)$/;

// Single letters stand in brackets where the text of this file would break its own rule.
const PATTERNS: readonly PatternRule[] = [
  { where: KERNEL, except: CLOCK_AND_IDS, pattern: /\bnew Date\(\)/, message: 'the machine clock: take a Clock, or the business date as an argument' },
  { where: KERNEL, except: CLOCK_AND_IDS, pattern: /\bDate\.now\(/, message: 'the machine clock: take a Clock' },
  { where: KERNEL, except: CLOCK_AND_IDS, pattern: /\bMath\.random\(/, message: 'chance: derivedId or randomId of @jinqiao/runtime, or a seed as an argument' },
  { where: KERNEL, pattern: /\bparseFloat\(/, message: 'a float: parse amounts and rates with @jinqiao/money' },
  { where: KERNEL, except: EXACT_DECIMALS, pattern: /\.toFixed\(/, message: 'a float: format amounts and rates with @jinqiao/money' },
  { where: CODE, except: CONFIG, pattern: /^export default\b/, message: 'a default export: name it' },
  { where: TEXT, pattern: /\b(TO[D]O|FIX[M]E)\b/, message: 'work left over: do it, or say in the documentation that it is missing' },
  { where: TEXT, pattern: /\/(wor[k]\/(main|shared)|bash_job[s]|roo[t]\/\w|User[s]\/\w)/, message: 'an absolute path of one machine' },
  { where: TEXT, pattern: /\b(registry\.npm[a-z]*|npmmirro[r])\.(com|org)/, message: 'the host of a package registry' },
  {
    where: /(^|\/)package-lock\.json$/,
    pattern: /"resolved": "htt[p]/,
    message: 'the host of a package registry: install with omit-lockfile-registry-resolved=true',
  },
  {
    where: CODE,
    pattern: /(createSign|sign)\('sm[3]'|namedCurve: 'SM[2]'/,
    message: 'plain ECDSA on the SM2 curve, which no partner accepts: sign with @jinqiao/gateway',
  },
];

/** What breaks the rules in a set of files; the paths are relative to the root and separated by `/`. */
export function tidyFaults(files: readonly SourceFile[]): TidyFault[] {
  return [...files.flatMap(patternFaults), ...files.flatMap(lengthFaults), ...dependencyFaults(files)];
}

function patternFaults({ path, text }: SourceFile): TidyFault[] {
  const rules = PATTERNS.filter(({ where, except }) => where.test(path) && !except?.test(path));
  if (rules.length === 0) return [];
  return text
    .split('\n')
    .flatMap((content, at) => rules.filter(({ pattern }) => pattern.test(content)).map(({ message }) => ({ path, line: at + 1, message })));
}

function lengthFaults({ path, text }: SourceFile): TidyFault[] {
  const lines = text.split('\n').length - 1;
  if (!CODE.test(path) || lines <= LINES_MAX || LONG_FILES[path]) return [];
  return [{ path, line: lines, message: `${lines} lines, more than ${LINES_MAX}: a file does one thing; divide it` }];
}

/** Packages of ours that a module imports stand in the package.json of its package, so that each can be taken alone. */
function dependencyFaults(files: readonly SourceFile[]): TidyFault[] {
  const declared = new Map(
    files.filter(({ path }) => /^(libs|domains|apps)\/[^/]+\/package\.json$/.test(path)).map((file) => [folderOf(file.path), declaredBy(file.text)]),
  );
  return files
    .filter(({ path }) => /^(libs|domains|apps)\/[^/]+\/src\/.*\.tsx?$/.test(path) && !path.includes('/src/testing/'))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((content, at) => {
        const wanted = /\bfrom '(@jinqiao\/[a-z0-9-]+)/.exec(content)?.[1];
        const known = declared.get(folderOf(path));
        if (!wanted || !known || known.has(wanted)) return [];
        return [{ path, line: at + 1, message: `${wanted} is not among the dependencies of its package.json` }];
      }),
    );
}

function declaredBy(text: string): Set<string> {
  const { name, dependencies = {} } = JSON.parse(text) as { name: string; dependencies?: Record<string, string> };
  return new Set([name, ...Object.keys(dependencies)]);
}

function folderOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}
