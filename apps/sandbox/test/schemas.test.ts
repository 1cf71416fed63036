import { readFile } from 'node:fs/promises';
import { gatewaySql } from '@jinqiao/gateway';
import { expect, test } from 'vitest';

test.each(['bank', 'payment', 'bureau', 'identity', 'messages'])('the gateway tables of the %s are those of the gateway', async (name) => {
  const sql = await readFile(new URL(`../sql/${name}/0001-gateway.sql`, import.meta.url), 'utf8');
  expect(sql).toBe(gatewaySql(`sandbox_${name}`));
});
