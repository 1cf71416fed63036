import { type DestinationStream, destination as openDestination, pino } from 'pino';
import { maskIdNumber, maskMobile, maskName, maskPan, maskText } from './masking.ts';

export type Logger = pino.Logger;

const HIDDEN = '[hidden]';

/** Fields that never reach a log in clear, at whatever depth, and what stands in their place. */
const SENSITIVE: Readonly<Record<string, (value: string) => string>> = {
  idNumber: maskIdNumber,
  cardNumber: maskPan,
  accountNo: maskPan,
  mobile: maskMobile,
  name: maskName,
  password: () => HIDDEN,
  smsCode: () => HIDDEN,
  token: () => HIDDEN,
  cookie: () => HIDDEN,
  authorization: () => HIDDEN,
};

const DEPTH_MAX = 8;

/**
 * A logger of one JSON object a line, on standard error unless told otherwise, so that standard output stays for results.
 * Amounts (bigint) are written as decimal text.
 */
export function openLogger(options: { level?: string; destination?: DestinationStream } = {}): Logger {
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }), log: redactFields },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((arg) => (typeof arg === 'string' ? maskText(arg) : arg)) as typeof args);
        },
      },
      serializers: { err: maskedError, error: maskedError },
      // Formatters do not see what is bound to a child logger; these paths do.
      redact: { paths: Object.keys(SENSITIVE), censor: (value, path) => redactField(path.at(-1) ?? '', value, 0) },
    },
    options.destination ?? openDestination({ fd: 2, sync: true }),
  );
}

function maskedError(error: Error): unknown {
  const shown = pino.stdSerializers.err(error);
  return typeof shown === 'object' && shown !== null ? { type: shown.type, message: maskText(shown.message), stack: maskText(shown.stack) } : shown;
}

function redactFields(fields: object): Record<string, unknown> {
  return redactObject(fields, 0);
}

function redactObject(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, redactField(key, value, depth)]));
}

function redactField(key: string, value: unknown, depth: number): unknown {
  const mask = SENSITIVE[key];
  if (!mask || value === null || value === undefined) return redactValue(value, depth);
  return typeof value === 'string' ? mask(value) : HIDDEN;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return maskText(value);
  // Errors and requests keep the prototype by which the logger's serializers know them.
  if (typeof value !== 'object' || value === null || isForSerializer(value)) return value;
  if (depth >= DEPTH_MAX) return HIDDEN;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return redactObject(value, depth + 1);
}

function isForSerializer(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== null && !Array.isArray(value);
}
