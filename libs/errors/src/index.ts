/** The one shape of a refused command, in every library, domain and application. */

/** What a fault's catalogue says about a code. `{name}` in a message is replaced by the parameter of that name. */
export type FaultSpec = {
  /** HTTP status that the API answers with (RFC 9457). */
  readonly status: number;
  readonly en: string;
  readonly zh: string;
};

export type FaultParams = Readonly<Record<string, string | number | bigint>>;

/** A typed error: a stable code, what is wrong and what would be right in both languages, and where. */
export class Fault extends Error {
  readonly code: string;
  readonly status: number;
  readonly en: string;
  readonly zh: string;
  readonly params: FaultParams;
  /** JSON path of the offending field, such as `$.principal`; empty when the fault is not one field's. */
  readonly path: string;

  constructor(code: string, spec: FaultSpec, params: FaultParams = {}, path = '') {
    const en = fill(spec.en, params);
    super(`${code}: ${en}`);
    this.name = 'Fault';
    this.code = code;
    this.status = spec.status;
    this.en = en;
    this.zh = fill(spec.zh, params);
    this.params = params;
    this.path = path;
  }
}

/**
 * Makes the constructor of a closed catalogue's faults:
 * `const fault = faults({LINE_LIMIT_EXCEEDED: {...}})`, then `throw fault('LINE_LIMIT_EXCEEDED', {limit})`.
 */
export function faults<const C extends Readonly<Record<string, FaultSpec>>>(
  catalogue: C,
): (code: keyof C & string, params?: FaultParams, path?: string) => Fault {
  return (code, params, path) => {
    const spec = catalogue[code];
    if (!spec) throw new TypeError(`no such fault: ${code}`);
    return new Fault(code, spec, params, path);
  };
}

export function isFault(error: unknown): error is Fault {
  return error instanceof Fault;
}

function fill(message: string, params: FaultParams): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}
