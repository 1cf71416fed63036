import { save } from './csv.ts';

/** Hands a value to the browser as an indented JSON file. */
export function downloadJson(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: 'application/json' }));
  save(name, url);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
