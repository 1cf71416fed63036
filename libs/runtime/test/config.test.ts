import { resolve } from 'node:path';
import { isFault } from '@jinqiao/errors';
import { readConfig } from '@jinqiao/runtime';
import { expect, test } from 'vitest';

test('an empty environment gives the defaults', () => {
  const defaults = {
    port: 4300,
    host: '127.0.0.1',
    databaseUrl: undefined,
    home: resolve('.jinqiao'),
    logLevel: 'info',
    secondFactor: 'optional',
    sealing: 'SM4-CTR-HMAC-SM3',
    proxies: 'loopback',
  };
  expect(readConfig({})).toEqual(defaults);
  expect(readConfig({ PORT: '', DATABASE_URL: '', JINQIAO_HOME: '' })).toEqual(defaults);
});

test('values are read and typed', () => {
  expect(
    readConfig({
      PORT: '0',
      HOST: '0.0.0.0',
      DATABASE_URL: 'postgres://u:p@db/x',
      JINQIAO_HOME: '/srv/jinqiao',
      LOG_LEVEL: 'debug',
      JINQIAO_SECOND_FACTOR: 'required',
      JINQIAO_SEALING: 'AES-256-GCM',
      JINQIAO_PROXIES: 'loopback, 10.1.0.0/16',
    }),
  ).toEqual({
    port: 0,
    host: '0.0.0.0',
    databaseUrl: 'postgres://u:p@db/x',
    home: '/srv/jinqiao',
    logLevel: 'debug',
    secondFactor: 'required',
    sealing: 'AES-256-GCM',
    proxies: 'loopback, 10.1.0.0/16',
  });
});

test.each([
  [{ PORT: '65536' }, 'PORT'],
  [{ PORT: '-1' }, 'PORT'],
  [{ PORT: '80.5' }, 'PORT'],
  [{ DATABASE_URL: 'mysql://u:topsecret@db/x' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'localhost' }, 'DATABASE_URL'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  [{ JINQIAO_SECOND_FACTOR: 'yes' }, 'JINQIAO_SECOND_FACTOR'],
  [{ JINQIAO_SEALING: 'SM4-ECB' }, 'JINQIAO_SEALING'],
  [{ JINQIAO_PROXIES: 'loopback,proxy.example' }, 'JINQIAO_PROXIES'],
])('%o is refused in both languages', (env, variable) => {
  try {
    readConfig(env);
    expect.unreachable();
  } catch (error) {
    if (!isFault(error)) throw error;
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', params: { variable } });
    expect(error.en + error.zh).not.toContain('topsecret');
  }
});
