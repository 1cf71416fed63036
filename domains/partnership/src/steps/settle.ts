import { createHash } from 'node:crypto';
import type { Step, StepContext } from '@jinqiao/business-day';
import { addMonths, businessDate, endOfMonth, monthOf } from '@jinqiao/calendar';
import { linesToReview, setLines } from '@jinqiao/credit';
import { balance, post } from '@jinqiao/ledger';
import { usedByCustomers } from '@jinqiao/lending';
import { answerOf } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import { bank } from '@jinqiao/wire';
import { bankOf, CHUNK, type JointLoan } from '../context.ts';
import { settled } from '../postings/bank-share.ts';
import type { Programme } from '../programme.ts';
import { economicsOf, insertSettlement, type SettlementFigures, saveEconomics, settlements } from '../store.ts';

/** On a month's last day the bank pays the platform what its yield leaves of the month, or is paid. */
export function settleStep(joint: JointLoan): Step {
  return {
    name: 'settle',
    run: async (context) => {
      const on = businessDate(context.date);
      if (on !== endOfMonth(on)) return;
      for (const programme of joint.programmes) await settleProgramme(joint, programme, context);
    },
  };
}

async function settleProgramme(joint: JointLoan, programme: Programme, context: StepContext): Promise<void> {
  const month = monthOf(businessDate(context.date));
  const economics = await economicsOf(context.db, programme.id);
  const settlementId = derivedId('set', 0, `${programme.id} ${month}`);
  const before = await settlements(context.db, programme.id);
  if (before.some((row) => row.settlementId === settlementId)) return;
  const sum = (name: keyof SettlementFigures) => before.reduce((a, row) => a + BigInt(row.figures[name]), 0n);
  const net = await balance(context.db, programme.book.stripes('platform/payable'));
  const part = {
    customerInterest: economics.interestPosted - sum('customerInterest'),
    penalty: economics.chargesPosted - sum('penalty'),
    bankYield: economics.bankPosted - sum('bankYield'),
    advanceFees: economics.advanceFees - sum('advanceFees'),
    compensated: economics.compensated - sum('compensated'),
    recovered: economics.recovered - sum('recovered'),
  };
  if (net === 0n && Object.values(part).every((value) => value === 0n)) return;
  const gross = part.customerInterest + part.penalty - part.bankYield - part.advanceFees;
  const values = { ...part, platformGross: gross, platformNet: gross - part.compensated + part.recovered, net };
  const figures = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.toString()])) as SettlementFigures;
  const hash = createHash('sha256')
    .update(JSON.stringify({ programme: programme.id, month, figures }))
    .digest('hex');
  const funder = bankOf(joint, programme);
  const paid = answerOf(
    funder,
    await funder.exchange(bank.settle, {
      serial: settlementId,
      businessDate: context.date,
      body: { statementRef: settlementId, programme: programme.id, month, net: net.toString(), statementHash: hash },
    }),
  );
  if (paid.status !== 'DONE') throw new Error(`${programme.id}: the bank refused settlement ${settlementId}: ${paid.code}`);
  await context.once(`${programme.id} ${month}`, async (tx) => {
    await insertSettlement(tx, { settlementId, programmeId: programme.id, month, figures, hash });
    await saveEconomics(tx, programme.id, { ...(await economicsOf(tx, programme.id)), settledResidual: economics.settledResidual + net });
    const journals = settled(programme, context.date, month, net);
    await post(tx, programme.book, journals.bank);
    await post(tx, programme.platform, journals.platform);
  });
}

/** The yearly review of credit lines: a clean customer's line goes on for another term, one who is overdue is frozen, an old line ends. */
export function reviewStep(joint: JointLoan): Step {
  return {
    name: 'review',
    run: async (context) => {
      const first = await context.db.tx((tx) => linesToReview(tx, context.date, 1));
      for (let done = first.length; done !== 0; ) {
        done = await context.chunk(async (tx) => {
          const lines = await linesToReview(tx, context.date, CHUNK);
          for (const programme of joint.programmes) {
            const own = lines.filter((line) => line.programmeId === programme.id);
            const used = await usedByCustomers(tx, programme.id, own);
            await setLines(
              tx,
              own.map((line) => {
                const reviewOn = addMonths(businessDate(line.reviewOn), programme.policy.reviewMonths);
                const state =
                  context.date >= line.validThrough ? ('expired' as const) : used.get(line.customerId)?.overdue ? ('frozen' as const) : ('active' as const);
                return { bucket: line.bucket, lineId: line.lineId, state, reviewOn: reviewOn > line.validThrough ? line.validThrough : reviewOn };
              }),
            );
          }
          return lines.length;
        });
      }
    },
  };
}
