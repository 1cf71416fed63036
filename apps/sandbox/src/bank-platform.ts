import { bank } from '@jinqiao/wire';
import { enterBank, houseAccount, houseBalance } from './bank-books.ts';
import { answering } from './institution.ts';
import type { BankSetup } from './setup.ts';

/** Margin between the platform's settlement account and the margin deposit; neither goes below zero. */
export function moveMargin({ schema: s }: BankSetup) {
  return answering(bank.moveMargin, async (tx, body, context) => {
    const { programme } = body;
    const [from, to] = body.direction === 'in' ? (['platform-settlement', 'margin'] as const) : (['margin', 'platform-settlement'] as const);
    const amount = BigInt(body.amount);
    const held = await houseBalance(tx, s, programme, from, 'FOR UPDATE');
    const balance = async () => (await houseBalance(tx, s, programme, 'margin')).toString();
    if (amount <= 0n) return { status: 'REFUSED' as const, code: 'AMOUNT_INVALID', balance: await balance() };
    if (held < amount) return { status: 'REFUSED' as const, code: 'INSUFFICIENT_BALANCE', balance: await balance() };
    await enterBank(tx, s, programme, context.businessDate, [
      { reference: body.marginRef, debit: houseAccount(programme, from), credit: houseAccount(programme, to), amount },
    ]);
    return { status: 'DONE' as const, code: 'OK', balance: await balance() };
  });
}

/** The monthly settlement: what the bank owes goes to the platform's settlement account, or comes from it where the month was negative. */
export function settle({ schema: s }: BankSetup) {
  return answering(bank.settle, async (tx, body, context) => {
    const net = BigInt(body.net);
    const [payable, account] = [houseAccount(body.programme, 'platform-payable'), houseAccount(body.programme, 'platform-settlement')];
    const held = await houseBalance(tx, s, body.programme, 'platform-settlement', 'FOR UPDATE');
    if (held + net < 0n) return { status: 'REFUSED' as const, code: 'INSUFFICIENT_BALANCE' };
    const [debit, credit, amount] = net > 0n ? [payable, account, net] : [account, payable, -net];
    await enterBank(tx, s, body.programme, context.businessDate, [{ reference: body.statementRef, debit, credit, amount }]);
    return { status: 'DONE' as const, code: 'OK' };
  });
}
