import { bucketOf, bucketOfId, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { sealerOf, sm3 } from '@jinqiao/gateway';
import { derivedId, instant, maskPan } from '@jinqiao/runtime';
import { issuer } from '@jinqiao/wire';
import type { z } from 'zod';
import { bucketsOf, firstOfEach } from './bank-books.ts';
import { createFaultBox } from './faults.ts';
import { answering, type RunningInstitution, startInstitution } from './institution.ts';
import { type CreditCardSetting, cardHolder, cardStatement, isHolders, setCreditCards } from './issuer-credit-cards.ts';
import type { IssuerSetup } from './setup.ts';
import { codeOutcome, sandboxCode } from './sms-code.ts';

type Agreement = {
  readonly agreementRef: string;
  readonly agreementNo: string;
  readonly cardHash: string;
  readonly cardType: string;
  readonly codeHash: string;
  readonly codeSentAt: Date;
  readonly tries: number;
  readonly state: 'signing' | 'active' | 'cancelled';
};

/** The banks that issued the customers' cards and keep merchants' accounts, many banks as one. They are reached directly, or through the clearing house. */
export function startIssuer(setup: IssuerSetup): Promise<RunningInstitution> {
  return startInstitution(
    setup,
    [agreement(setup), entrust(setup), transfer(setup), cardHolder(setup), cardStatement(setup)],
    createFaultBox(),
    {
      cards: (body) => setCards(setup, body.cards as CardSetting[]),
      'credit-cards': (body) => setCreditCards(setup, body.cards as CreditCardSetting[]),
    },
    () => issuerBooks(setup),
  );
}

function agreement(setup: IssuerSetup) {
  return answering(issuer.agreement, async (tx, body) => {
    const { open } = sealerOf(setup.sealKeys.get(body.origin) ?? '');
    if (body.action === 'sign') return sign(tx, setup, body.agreementRef, open(body.instrument), open(body.mobile));
    const found = await agreementOf(tx, setup, body.agreementRef);
    if (!found) return { status: 'REFUSED' as const, code: 'AGREEMENT_UNKNOWN', agreementNo: '', cardType: '' };
    const answer = { agreementNo: found.agreementNo, cardType: found.cardType };
    if (body.action === 'cancel') {
      await setState(tx, setup, body.agreementRef, 'cancelled', found.tries);
      return { ...answer, status: 'CANCELLED' as const, code: 'OK' };
    }
    if (found.state === 'active') return { ...answer, status: 'ACTIVE' as const, code: 'OK' };
    if (found.state === 'cancelled') return { ...answer, status: 'REFUSED' as const, code: 'AGREEMENT_CANCELLED' };
    const outcome = codeOutcome(found, open(body.smsCode), setup.clock.now());
    await setState(tx, setup, body.agreementRef, outcome === 'OK' ? 'active' : 'signing', found.tries + 1);
    if (outcome === 'OK') return { ...answer, status: 'ACTIVE' as const, code: 'OK' };
    return { ...answer, status: outcome === 'CODE_WRONG' ? ('CODE_WRONG' as const) : ('REFUSED' as const), code: outcome };
  });
}

/** Agreements for collection that need no code. A card that is corrected takes the place of the one before. */
function entrust(setup: IssuerSetup) {
  return answering(issuer.entrust, async (tx, body) => {
    const rows = body.items.map((item) => {
      const { open } = sealerOf(setup.sealKeys.get(item.origin) ?? '');
      const bucket = bucketOfId(item.agreementRef) ?? HOUSE_BUCKET;
      const card = open(item.instrument);
      return {
        bucket,
        agreementRef: item.agreementRef,
        agreementNo: derivedId('agr', bucket, item.agreementRef),
        card,
        person: { name: open(item.name), idNumber: open(item.idNumber) },
        match: !open(item.mobile).startsWith('1709'),
      };
    });
    for (const row of rows) if (row.match && cardTypeOf(row.card) === 'credit') row.match = await isHolders(tx, setup, row.card, row.person);
    const entrusted = rows.filter((row) => row.match);
    await tx.query(
      `INSERT INTO ${setup.schema}.agreement (bucket, agreement_ref, agreement_no, card_hash, card_masked, card_type, code_hash, code_sent_at, tries, state)
       SELECT b, r, n, h, m, ty, '', $7, 0, 'active' FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS g(b, r, n, h, m, ty)
       ON CONFLICT (bucket, agreement_ref) DO UPDATE SET card_hash = EXCLUDED.card_hash, card_masked = EXCLUDED.card_masked, card_type = EXCLUDED.card_type`,
      [
        entrusted.map((row) => row.bucket),
        entrusted.map((row) => row.agreementRef),
        entrusted.map((row) => row.agreementNo),
        entrusted.map((row) => sm3(row.card)),
        entrusted.map((row) => maskPan(row.card)),
        entrusted.map((row) => cardTypeOf(row.card)),
        instant(setup.clock),
      ],
    );
    return {
      items: rows.map(({ agreementRef, agreementNo, match, card }) =>
        match
          ? { agreementRef, status: 'ACTIVE' as const, code: 'OK', agreementNo, cardType: cardTypeOf(card) }
          : { agreementRef, status: 'REFUSED' as const, code: 'ELEMENTS_MISMATCH', agreementNo: '' },
      ),
    };
  });
}

export function cardTypeOf(card: string): 'credit' | 'debit' {
  return /^[45]/.test(card) ? 'credit' : 'debit';
}

/** Signs where the elements belong together, and sends the code: in the sandbox, the last six digits of the mobile number. */
async function sign(tx: Tx, setup: IssuerSetup, agreementRef: string, card: string, mobile: string): Promise<z.output<typeof issuer.agreement.answer>> {
  const cardType = cardTypeOf(card);
  if (mobile.startsWith('1709')) return { status: 'REFUSED', code: 'ELEMENTS_MISMATCH', agreementNo: '', cardType };
  const bucket = bucketOfId(agreementRef) ?? HOUSE_BUCKET;
  const agreementNo = derivedId('agr', bucket, agreementRef);
  await tx.query(
    `INSERT INTO ${setup.schema}.agreement AS a (bucket, agreement_ref, agreement_no, card_hash, card_masked, card_type, code_hash, code_sent_at, tries, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 'signing')
     ON CONFLICT (bucket, agreement_ref) DO UPDATE SET code_hash = EXCLUDED.code_hash, code_sent_at = EXCLUDED.code_sent_at, tries = 0 WHERE a.state = 'signing'`,
    [bucket, agreementRef, agreementNo, sm3(card), maskPan(card), cardType, sm3(sandboxCode(mobile)), instant(setup.clock)],
  );
  return { status: 'CODE_SENT', code: 'OK', agreementNo, cardType };
}

async function agreementOf(tx: Tx, { schema: s }: IssuerSetup, agreementRef: string): Promise<Agreement | undefined> {
  const { rows } = await tx.query<Agreement>(
    `SELECT agreement_ref AS "agreementRef", agreement_no AS "agreementNo", card_hash AS "cardHash", card_type AS "cardType", code_hash AS "codeHash",
       code_sent_at AS "codeSentAt", tries, state FROM ${s}.agreement WHERE bucket = $1 AND agreement_ref = $2 FOR UPDATE`,
    [bucketOfId(agreementRef) ?? HOUSE_BUCKET, agreementRef],
  );
  return rows[0];
}

async function setState(tx: Tx, { schema: s }: IssuerSetup, agreementRef: string, state: Agreement['state'], tries: number): Promise<void> {
  await tx.query(`UPDATE ${s}.agreement SET state = $3, tries = $4 WHERE bucket = $1 AND agreement_ref = $2`, [
    bucketOfId(agreementRef) ?? HOUSE_BUCKET,
    agreementRef,
    state,
    tries,
  ]);
}

type Ask = z.output<typeof issuer.transfer.request>['items'][number];
type Done = { readonly transferRef: string; readonly status: 'SUCCESS' | 'FAILED'; readonly code: string };

/** Debits and credits accounts once each. What becomes of it follows from the card and the date alone. */
function transfer(setup: IssuerSetup) {
  const { schema: s } = setup;
  return answering(issuer.transfer, async (tx, body, context) => {
    const asked = firstOfEach(body.items, (item) => item.transferRef);
    const outcomes = await outcomesOf(tx, setup, asked, context.businessDate);
    await tx.query(
      `INSERT INTO ${s}.transfer (bucket, transfer_ref, origin, via, side, account, amount, status, code, business_date)
       SELECT b, r, o, $9::text, si, ac, am, st, co, $10::date
       FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[]) AS g(b, r, o, si, ac, am, st, co) ON CONFLICT DO NOTHING`,
      [
        bucketsOf(asked.map((i) => i.transferRef)),
        asked.map((i) => i.transferRef),
        asked.map((i) => i.origin),
        asked.map((i) => i.side),
        asked.map((i) => i.account),
        asked.map((i) => i.amount),
        outcomes.map((o) => o.status),
        outcomes.map((o) => o.code),
        context.sender,
        context.businessDate,
      ],
    );
    const { rows } = await tx.query<Done>(
      `SELECT t.transfer_ref AS "transferRef", t.status, t.code FROM unnest($1::int[], $2::text[]) AS g(b, r) JOIN ${s}.transfer t ON t.bucket = g.b AND t.transfer_ref = g.r`,
      [bucketsOf(asked.map((i) => i.transferRef)), asked.map((i) => i.transferRef)],
    );
    return { items: rows.map((row) => ({ ...row, networkSerial: '' })) };
  });
}

async function outcomesOf(tx: Tx, { schema: s }: IssuerSetup, asked: readonly Ask[], date: string): Promise<Pick<Done, 'status' | 'code'>[]> {
  const numbers = asked.flatMap(({ account }) => (account.startsWith('agreement:') ? [account.slice('agreement:'.length)] : []));
  const { rows } = await tx.query<{ no: string; state: string; behaviour: string | null; fundedThrough: string | null }>(
    `SELECT a.agreement_no AS no, a.state, c.behaviour, c.funded_through AS "fundedThrough" FROM ${s}.agreement a
     LEFT JOIN ${s}.card c ON c.bucket = a.bucket AND c.card_hash = a.card_hash WHERE (a.bucket, a.agreement_no) IN (SELECT * FROM unnest($1::int[], $2::text[]))`,
    [bucketsOf(numbers), numbers],
  );
  const agreements = new Map(rows.map((row) => [row.no, row]));
  return asked.map(({ account, side, amount }) => {
    const failed = (code: string) => ({ status: 'FAILED' as const, code });
    if (BigInt(amount) <= 0n) return failed('AMOUNT_INVALID');
    if (!account.startsWith('agreement:')) return { status: 'SUCCESS' as const, code: 'OK' };
    const found = agreements.get(account.slice('agreement:'.length));
    if (!found) return failed('AGREEMENT_UNKNOWN');
    if (found.behaviour === 'closed') return failed('ACCOUNT_CLOSED');
    if (side === 'credit') return { status: 'SUCCESS' as const, code: 'OK' };
    if (found.state !== 'active') return failed('AGREEMENT_CANCELLED');
    const poor = found.behaviour === 'poor' || (found.fundedThrough !== null && date > found.fundedThrough);
    return poor ? failed('INSUFFICIENT_FUNDS') : { status: 'SUCCESS' as const, code: 'OK' };
  });
}

type CardSetting = { readonly agreementRef: string; readonly behaviour?: string; readonly fundedThrough?: string | null };

/** How the cards behind agreements will behave: `good` pays, `poor` never does, `closed` neither pays nor takes. */
async function setCards({ db, schema: s }: IssuerSetup, cards: readonly CardSetting[]): Promise<{ set: number }> {
  const { rowCount } = await db.query(
    `INSERT INTO ${s}.card (bucket, card_hash, behaviour, funded_through)
     SELECT DISTINCT a.bucket, a.card_hash, g.behaviour, g.funded FROM unnest($1::int[], $2::text[], $3::text[], $4::date[]) AS g(b, r, behaviour, funded)
     JOIN ${s}.agreement a ON a.bucket = g.b AND a.agreement_ref = g.r
     ON CONFLICT (bucket, card_hash) DO UPDATE SET behaviour = EXCLUDED.behaviour, funded_through = EXCLUDED.funded_through`,
    [
      cards.map((c) => bucketOf(c.agreementRef)).map((b, i) => bucketOfId(cards[i]?.agreementRef ?? '') ?? b),
      cards.map((c) => c.agreementRef),
      cards.map((c) => c.behaviour ?? 'good'),
      cards.map((c) => c.fundedThrough ?? null),
    ],
  );
  return { set: rowCount };
}

/** What the banks took from and gave to accounts, for who proves that nothing was paid twice. */
async function issuerBooks({ db, schema: s }: IssuerSetup): Promise<{ debited: string; credited: string; direct: number; cleared: number }> {
  const { rows } = await db.query<{ debited: string; credited: string; direct: number; cleared: number }>(
    `SELECT coalesce(sum(amount) FILTER (WHERE side = 'debit'), 0)::text AS debited, coalesce(sum(amount) FILTER (WHERE side = 'credit'), 0)::text AS credited,
       count(*) FILTER (WHERE via <> 'clearing')::int AS direct, count(*) FILTER (WHERE via = 'clearing')::int AS cleared FROM ${s}.transfer WHERE status = 'SUCCESS'`,
  );
  return rows[0] ?? { debited: '0', credited: '0', direct: 0, cleared: 0 };
}
