import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Db } from '@jinqiao/database';
import { type Check, check } from './check.ts';
import { ledgerFault } from './errors.ts';

/** Who signs checkpoints: another scheme than Ed25519, or a key in a safe of its own, is another signer. */
export type Signer = { readonly keyId: string; sign(text: Buffer): Buffer };

/** Tells whether a signature over a text is that of the key with an id; undefined: the key is not known here. */
export type SignatureCheck = (keyId: string, text: Buffer, signature: Buffer) => boolean | undefined;

export type Checkpoint = {
  readonly book: string;
  readonly batch: bigint;
  readonly sequence: bigint;
  readonly hash: string;
  readonly keyId: string;
  readonly signature: string;
};

/** A signer with an Ed25519 private key; its id is the beginning of the SHA-256 of the public key. */
export function ed25519Signer(privateKey: KeyObject): Signer {
  return { keyId: keyIdOf(createPublicKey(privateKey)), sign: (text) => sign(null, text, privateKey) };
}

/** Checks signatures of these Ed25519 public keys. */
export function ed25519Check(publicKeys: readonly KeyObject[]): SignatureCheck {
  const known = new Map(publicKeys.map((key) => [keyIdOf(key), key]));
  return (keyId, text, signature) => {
    const key = known.get(keyId);
    return key && verify(null, text, key, signature);
  };
}

function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

function textOf({ book, batch, sequence, hash }: Pick<Checkpoint, 'book' | 'batch' | 'sequence' | 'hash'>): Buffer {
  return Buffer.from(`jinqiao ledger checkpoint\n${book}\n${batch}\n${sequence}\n${hash}\n`);
}

/**
 * Signs the head of a book's chain and keeps the signature. Whoever holds a copy of it, or the public key, can tell that
 * no journal up to there was altered, by whomever. @throws Fault BOOK_NOT_OPEN.
 */
export async function signCheckpoint(db: Db, book: string, signer: Signer): Promise<Checkpoint> {
  const { rows } = await db.query<{ batch: bigint; sequence: bigint; hash: string }>(
    `SELECT batch, sequence, encode(head, 'hex') AS hash FROM ledger.book WHERE bucket = 0 AND book = $1`,
    [book],
  );
  const head = rows[0];
  if (!head) throw ledgerFault('BOOK_NOT_OPEN', { book });
  const signature = signer.sign(textOf({ book, ...head }));
  await db.query(
    `INSERT INTO ledger.checkpoint (bucket, book, batch, sequence, hash, signed_at, key_id, signature) VALUES (0, $1, $2, $3, decode($4, 'hex'), now(), $5, $6) ON CONFLICT DO NOTHING`,
    [book, head.batch, head.sequence, head.hash, signer.keyId, signature],
  );
  return { book, ...head, keyId: signer.keyId, signature: signature.toString('hex') };
}

/** Every checkpoint is signed by a known key and lies on the chain; those given are copies that were kept elsewhere. */
export async function verifyCheckpoints(db: Db, signed: SignatureCheck, kept: readonly Checkpoint[] = []): Promise<Check> {
  const { rows: stored } = await db.query<Checkpoint>(
    `SELECT book, batch, sequence, encode(hash, 'hex') AS hash, key_id AS "keyId", encode(signature, 'hex') AS signature FROM ledger.checkpoint ORDER BY book, batch`,
  );
  const all = [...stored, ...kept];
  const { rows: links } = await db.query<{ book: string; batch: bigint; last: bigint; hash: string }>(
    `SELECT l.book, l.batch, l.last_sequence AS last, encode(l.hash, 'hex') AS hash FROM unnest($1::text[], $2::bigint[]) AS given(book, batch)
     JOIN ledger.batch l ON l.bucket = 0 AND l.book = given.book AND l.batch = given.batch`,
    [all.map(({ book }) => book), all.map(({ batch }) => batch)],
  );
  const chain = new Map(links.map((link) => [`${link.batch} ${link.book}`, link]));
  const wrong = all.flatMap((point) => {
    const where = `checkpoint of book ${point.book} at journal ${point.sequence}`;
    const valid = signed(point.keyId, textOf(point), Buffer.from(point.signature, 'hex'));
    if (valid === undefined) return [`${where} is signed by ${point.keyId}, which is not known`];
    if (!valid) return [`${where} is not what was signed`];
    const link = chain.get(`${point.batch} ${point.book}`);
    const begins = point.batch === 0n && point.sequence === 0n;
    return begins || (link?.hash === point.hash && link.last === point.sequence) ? [] : [`${where} does not lie on the chain`];
  });
  return check('checkpoints', all.length, wrong);
}

/** Where the proof of each book stands: its head, and the last checkpoint that was signed. */
export async function proofStatus(
  db: Db,
): Promise<{ book: string; sequence: bigint; batch: bigint; head: string; postedAt: Date | null; signedSequence: bigint | null; signedAt: Date | null }[]> {
  const { rows } = await db.query<{
    book: string;
    sequence: bigint;
    batch: bigint;
    head: string;
    postedAt: Date | null;
    signedSequence: bigint | null;
    signedAt: Date | null;
  }>(
    `SELECT b.book, b.sequence, b.batch, encode(b.head, 'hex') AS head, nullif(b.posted_at, '-infinity') AS "postedAt", c.sequence AS "signedSequence", c.signed_at AS "signedAt"
     FROM ledger.book b LEFT JOIN LATERAL (SELECT sequence, signed_at FROM ledger.checkpoint c WHERE c.bucket = 0 AND c.book = b.book ORDER BY batch DESC LIMIT 1) c ON true ORDER BY b.book`,
  );
  return rows;
}
