import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { runtimeFault } from './errors.ts';

export type Config = {
  /** TCP port of the HTTP server; 0 takes a free one. */
  readonly port: number;
  /** Address it listens on. */
  readonly host: string;
  /** A PostgreSQL of your own; undefined starts the embedded one under `home`. */
  readonly databaseUrl: string | undefined;
  /** Absolute path of the folder for the embedded database and all that an installation keeps. */
  readonly home: string;
  readonly logLevel: string;
  /** Whether staff without a second factor may work. */
  readonly secondFactor: 'optional' | 'required';
  /** How data keys made from now on seal personal data at rest. */
  readonly sealing: 'SM4-CTR-HMAC-SM3' | 'AES-256-GCM';
  /** Addresses and networks of the proxies in front, separated by commas; `loopback` is this machine. */
  readonly proxies: string;
};

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * Reads the environment: PORT (4300), HOST (127.0.0.1), DATABASE_URL, JINQIAO_HOME (.jinqiao), LOG_LEVEL (info),
 * JINQIAO_SECOND_FACTOR (optional or required), JINQIAO_SEALING (SM4-CTR-HMAC-SM3 or AES-256-GCM),
 * JINQIAO_PROXIES (loopback).
 * An empty value counts as absent.
 * @throws Fault CONFIG_INVALID naming the variable, its value and what it must be.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  return {
    port: readPort(env.PORT || '4300'),
    host: env.HOST || '127.0.0.1',
    databaseUrl: env.DATABASE_URL ? readDatabaseUrl(env.DATABASE_URL) : undefined,
    home: resolve(env.JINQIAO_HOME || '.jinqiao'),
    logLevel: readLogLevel(env.LOG_LEVEL || 'info'),
    secondFactor: readChoice('JINQIAO_SECOND_FACTOR', env.JINQIAO_SECOND_FACTOR || 'optional', ['optional', 'required']),
    sealing: readChoice('JINQIAO_SEALING', env.JINQIAO_SEALING || 'SM4-CTR-HMAC-SM3', ['SM4-CTR-HMAC-SM3', 'AES-256-GCM']),
    proxies: readProxies(env.JINQIAO_PROXIES || 'loopback'),
  };
}

function readPort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 65_536;
  if (port > 65_535) throw runtimeFault('CONFIG_INVALID', { variable: 'PORT', value, expected: '0..65535' });
  return port;
}

function readDatabaseUrl(value: string): string {
  if (URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol)) return value;
  // The value may hold a password: it is not repeated.
  throw runtimeFault('CONFIG_INVALID', { variable: 'DATABASE_URL', value: '…', expected: 'postgres://user:password@host:port/database' });
}

function readChoice<T extends string>(variable: string, value: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw runtimeFault('CONFIG_INVALID', { variable, value, expected: choices.join(' | ') });
  return found;
}

function readProxies(value: string): string {
  const known = (each: string) => each === 'loopback' || isIP(each.replace(/\/\d{1,3}$/, '')) !== 0;
  if (value.split(',').every((each) => known(each.trim()))) return value;
  throw runtimeFault('CONFIG_INVALID', { variable: 'JINQIAO_PROXIES', value, expected: 'loopback, addresses or networks, separated by commas' });
}

function readLogLevel(value: string): string {
  return readChoice('LOG_LEVEL', value, LOG_LEVELS);
}
