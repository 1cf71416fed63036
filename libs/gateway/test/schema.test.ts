import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { gatewaySql } from '../src/index.ts';

test("the platform's migration is the schema that every party has", async () => {
  expect(await readFile(new URL('../sql/0001-gateway.sql', import.meta.url), 'utf8')).toBe(gatewaySql('gateway'));
});
