import type { Database } from '@jinqiao/database';
import { openBook, post } from '@jinqiao/ledger';
import { LOAN_BOOK_HOUSE, openPortfolio } from '@jinqiao/lending';
import { formatRate } from '@jinqiao/money';
import { answerOf } from '@jinqiao/payments';
import { bank, type Institution } from '@jinqiao/wire';
import { PLATFORM_HOUSE } from '../chart.ts';
import { paidIn } from '../postings/bank-share.ts';
import { type Programme, type ProgrammeParameters, programmeOf } from '../programme.ts';
import { insertProgramme, openEconomics } from '../store.ts';

/** Agrees a programme with its bank and opens its books with the platform's settlement deposit. A programme that is open stays as it is. */
export async function openProgramme(db: Database, partner: Institution, id: string, parameters: ProgrammeParameters, on: string): Promise<Programme> {
  const programme = programmeOf(id, parameters);
  answerOf(
    partner,
    await partner.exchange(bank.agreeProgramme, {
      serial: `agree.${id}`,
      businessDate: on,
      body: {
        programme: id,
        asset: parameters.asset,
        bankRate: formatRate(programme.bankRate),
        advanceFeeDailyRate: parameters.advanceFeeDailyRate,
        advanceFeeMinDays: parameters.advanceFeeMinDays,
        ageFrom: parameters.bankAge.from,
        ageTo: parameters.bankAge.to,
        ownLimit: parameters.bankDecidesLimit,
      },
    }),
  );
  await db.tx(async (tx) => {
    await insertProgramme(tx, id, parameters);
    await openBook(tx, programme.book, LOAN_BOOK_HOUSE);
    await openBook(tx, programme.platform, PLATFORM_HOUSE);
    await openPortfolio(tx, id);
    await openEconomics(tx, id, on);
    const journals = paidIn(programme, on, BigInt(parameters.settlementOpening));
    await post(tx, programme.book, journals.bank);
    await post(tx, programme.platform, journals.platform);
  });
  return programme;
}
