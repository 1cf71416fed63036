import { bucketOfId, type Db, type Tx } from '@jinqiao/database';

/** What is certified of one product: shares in hundredths, value in fen. */
export type CertifiedLine = { readonly productId: string; readonly nameZh: string; readonly nameEn: string; readonly shares: bigint; readonly value: bigint };

export type Certificate = {
  readonly bucket: number;
  readonly certificateId: string;
  readonly customerId: string;
  readonly asOf: string;
  readonly total: bigint;
  readonly lines: readonly CertifiedLine[];
};

type StoredLine = Omit<CertifiedLine, 'shares' | 'value'> & { readonly shares: string; readonly value: string };

/** Keeps what is certified; the same again changes nothing. */
export async function insertCertificate(tx: Tx, certificate: Certificate, at: string): Promise<void> {
  const { bucket, certificateId, customerId, asOf, total } = certificate;
  const lines = certificate.lines.map((line): StoredLine => ({ ...line, shares: line.shares.toString(), value: line.value.toString() }));
  await tx.query(
    `INSERT INTO wealth.certificate (bucket, certificate_id, customer_id, as_of, total, lines, issued_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [bucket, certificateId, customerId, asOf, total, JSON.stringify(lines), at],
  );
}

export async function certificateById(db: Db, certificateId: string): Promise<Certificate | undefined> {
  const { rows } = await db.query<Omit<Certificate, 'lines'> & { lines: readonly StoredLine[] }>(
    `SELECT bucket, certificate_id AS "certificateId", customer_id AS "customerId", as_of AS "asOf", total, lines FROM wealth.certificate WHERE bucket = $1 AND certificate_id = $2`,
    [bucketOfId(certificateId) ?? -1, certificateId],
  );
  return rows.map((row) => ({ ...row, lines: row.lines.map((line) => ({ ...line, shares: BigInt(line.shares), value: BigInt(line.value) })) }))[0];
}
