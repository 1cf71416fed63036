import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { migrate, openDatabase } from '@jinqiao/database';
import { testDatabase } from '@jinqiao/runtime/testing';
import { expect, test } from 'vitest';
import { balances, type Journal, journalsOfBook, journalsOfSubject, post, verifyLedger } from '../src/index.ts';
import { ann, BOOK, bob, cash, income, send, sendWithFee, topUp } from './book.ts';

const SQL = new URL('../sql/', import.meta.url);

test('books of the first layout are moved with their chain, and go on', async () => {
  const place = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-0001-'));
  const db = openDatabase(place.url, { max: 2 });
  try {
    copyFileSync(new URL('0001-ledger.sql', SQL), join(folder, '0001-ledger.sql'));
    await migrate(db, [{ name: 'ledger', folder: pathToFileURL(`${folder}/`) }]);
    await db.query(`INSERT INTO ledger.book VALUES (0, $1, 0, 0, sha256($2))`, [BOOK.name, Buffer.from(BOOK.name)]);
    for (const a of [ann, bob, cash, income]) {
      await db.query('INSERT INTO ledger.account VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0)', [
        a.bucket,
        a.id,
        a.book,
        a.path,
        a.asset,
        a.owner,
        a.side,
        a.floor === 0n,
      ]);
    }
    const batches = [[topUp('t1', 10_000n), send('s1', 400n)], [sendWithFee('s2', 300n, 5n)], [topUp('t2', 50n, '2025-12-31')]];
    for (const batch of batches) await db.query(OLD_POST, oldParameters(batch));

    expect(await migrate(db, [{ name: 'ledger', folder: SQL }])).toBe(3);
    expect((await verifyLedger(db)).filter(({ ok }) => !ok)).toEqual([]);
    expect((await journalsOfBook(db, BOOK.name, 0n, 10)).map(({ id, sequence }) => [id, sequence])).toEqual(
      batches.flat().map(({ id }, i) => [id, BigInt(i + 1)]),
    );
    expect(await journalsOfSubject(db, ann.bucket, 'ann')).toHaveLength(4);

    expect(await db.tx((tx) => post(tx, BOOK, [...batches.flat(), send('s3', 9_345n)]))).toBe(1);
    await expect(db.tx((tx) => post(tx, BOOK, [send('s4', 1n)]))).rejects.toThrow(expect.objectContaining({ code: 'INSUFFICIENT_BALANCE' }));
    expect([...(await balances(db, [ann, bob])).values()].sort()).toEqual([0n, 10_045n]);
    expect((await verifyLedger(db)).filter(({ ok }) => !ok)).toEqual([]);
  } finally {
    await db.end();
    await place.drop();
    rmSync(folder, { recursive: true, force: true });
  }
});

const OLD_POST = 'SELECT * FROM ledger.post($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18)';

/** A batch as the first layout took it. */
function oldParameters(batch: readonly Journal[]): unknown[] {
  const text = batch.map(
    (j) => `${j.id}|${j.businessDate}|${j.kind}|${j.reference}|${j.subject}\n${j.transfers.map((t) => `${t.debit.id}|${t.credit.id}|${t.amount}\n`).join('')}`,
  );
  const legs = batch.flatMap((j) => j.transfers.map((t, position) => ({ ...t, bucket: j.bucket, journal: j.id, position })));
  const accounts = [...new Map(legs.flatMap(({ debit, credit }) => [debit, credit]).map((account) => [account.id, account])).values()];
  const sum = (id: bigint, side: 'debit' | 'credit') => legs.reduce((total, leg) => total + (leg[side].id === id ? leg.amount : 0n), 0n);
  return [
    BOOK.name,
    createHash('sha256').update(text.join('')).digest(),
    batch.map((j) => j.bucket),
    batch.map((j) => j.id),
    batch.map((j) => j.businessDate),
    batch.map((j) => j.kind),
    batch.map((j) => j.reference),
    batch.map((j) => j.subject),
    legs.map((leg) => leg.bucket),
    legs.map((leg) => leg.journal),
    legs.map((leg) => leg.position),
    legs.map((leg) => leg.debit.id),
    legs.map((leg) => leg.credit.id),
    legs.map((leg) => leg.amount),
    accounts.map((account) => account.bucket),
    accounts.map((account) => account.id),
    accounts.map((account) => sum(account.id, 'debit')),
    accounts.map((account) => sum(account.id, 'credit')),
  ];
}
