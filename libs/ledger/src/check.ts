/** One proof: what was looked at, and what was found wrong (the first twenty in words). */
export type Check = { readonly name: string; readonly ok: boolean; readonly examined: number; readonly wrong: readonly string[] };

export function check(name: string, examined: number, wrong: readonly string[]): Check {
  return { name, ok: wrong.length === 0, examined, wrong: wrong.slice(0, 20) };
}
