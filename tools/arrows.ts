/** Holds every import of the workspace to the rules of `.dependency-cruiser.mjs`. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const ROOT = resolve(import.meta.dirname, '..');

export type Arrows = { readonly modules: number; readonly faults: readonly string[] };

/**
 * @param root the workspace to read; its rules are those of this repository.
 * @returns how many TypeScript modules were seen, and one line for each import that breaks a rule.
 */
export async function checkArrows(root: string = ROOT): Promise<Arrows> {
  const { forbidden = [], options = {} } = await extractOptions(join(ROOT, '.dependency-cruiser.mjs'));
  const folders = ['libs', 'domains', 'apps'].filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(folders, { ...options, baseDir: root, validate: true, ruleSet: { forbidden } }, undefined, {
    tsConfig: extractTsConfig(join(ROOT, 'tsconfig.json')),
  });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered a text instead of its result');
  return {
    modules: output.modules.filter(({ source }) => /\.tsx?$/.test(source) && !source.includes('node_modules')).length,
    faults: faultsOf(output),
  };
}

function faultsOf({ summary }: ICruiseResult): string[] {
  const comments = new Map((summary.ruleSetUsed?.forbidden ?? []).map(({ name, comment }) => [name, comment]));
  return summary.violations.map(({ rule, from, to, cycle }) => {
    const path = cycle ? cycle.map((step) => (typeof step === 'string' ? step : step.name)).join(' → ') : to;
    return `${rule.name}: ${from} → ${path}\n    ${comments.get(rule.name) ?? ''}`;
  });
}

if (import.meta.main) {
  const { modules, faults } = await checkArrows();
  for (const fault of faults) console.error(fault);
  // With an unfit TypeScript the tool reads nothing and would be content with it.
  if (modules === 0) console.error('dependency-cruiser saw no TypeScript module: is the typescript alias in package.json intact?');
  console.log(`arrows: ${modules} modules, ${faults.length} faults`);
  process.exitCode = modules === 0 || faults.length > 0 ? 1 : 0;
}
