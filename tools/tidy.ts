/** Reads the whole workspace and says where it breaks a rule of the house. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { type SourceFile, tidyFaults } from './tidy-rules.ts';

const ROOT = resolve(import.meta.dirname, '..');
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'coverage', '.git', '.jinqiao']);
const READ = /\.(ts|tsx|mjs|js|cjs|sql|md|json|sh|yml|yaml|html|css)$|^(bin|\.ci)\/[^.]+$/;

function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : sourceFiles(full);
    const path = relative(ROOT, full).split(sep).join('/');
    return entry.isFile() && READ.test(path) ? [{ path, text: readFileSync(full, 'utf8') }] : [];
  });
}

const files = sourceFiles(ROOT);
const faults = tidyFaults(files);
for (const { path, line, message } of faults) console.error(`${path}:${line}: ${message}`);
console.log(`tidy: ${files.length} files, ${faults.length} faults`);
process.exitCode = files.length === 0 || faults.length > 0 ? 1 : 0;
