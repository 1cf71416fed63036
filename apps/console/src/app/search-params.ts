/** Filters live in the address; what is not a known value there is dropped, never an error. */

type Raw = Record<string, unknown>;

function textOf(raw: Raw, key: string): string | undefined {
  const value = raw[key];
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** Reads the named parameters of an address as text. */
export function texts<K extends string>(...keys: readonly K[]) {
  return (raw: Raw): { [P in K]?: string | undefined } => {
    const found: { [P in K]?: string | undefined } = {};
    for (const key of keys) {
      const value = textOf(raw, key);
      if (value !== undefined) found[key] = value;
    }
    return found;
  };
}

/** Reads every parameter of an address as text, for a page that knows its own. */
export function anyTexts(raw: Raw): { [key: string]: string | undefined } {
  return texts(...Object.keys(raw))(raw);
}
