import { readFile } from 'node:fs/promises';
import { gatewaySql } from '@jinqiao/gateway';
import { expect, test } from 'vitest';
import { INSTITUTIONS } from '../src/index.ts';
import { sandboxMigrations } from '../src/migrations.ts';

test.each(INSTITUTIONS)('the gateway tables of the %s are those of the gateway', async (name) => {
  const found = sandboxMigrations.find((folder) => folder.name === `sandbox_${name}`);
  const sql = await readFile(new URL('0001-gateway.sql', found?.folder), 'utf8');
  expect(found?.schema ? sql.replaceAll(found.schema.written, found.schema.named) : sql).toBe(gatewaySql(`sandbox_${name}`));
});
