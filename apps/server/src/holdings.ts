import { accountsOfOwner, balanceOf } from '@jinqiao/ledger';
import { loansOfCustomer } from '@jinqiao/lending';
import { asset, formatAmount } from '@jinqiao/money';
import { type Account, accountsOfCustomer, balancesOf, type Holding, type Holdings } from '@jinqiao/parties';
import { moneyUnderWay, rtpsOfCustomer } from '@jinqiao/wealth';

/** More accounts than a customer has. */
const ACCOUNTS_MAX = 200;

/** Loans that are not repaid, and claims of the guarantor that are not. */
const loans: Holdings = async (db, { bucket, customerId }) =>
  (await loansOfCustomer(db, bucket, customerId))
    .filter((loan) => loan.state === 'disbursing' || loan.state === 'active' || loan.recourseClaim > 0n)
    .map((loan): Holding => ({ kind: 'loan', reference: loan.loanId, en: `loan ${loan.loanId} is not repaid`, zh: `借款 ${loan.loanId} 未结清` }));

/** Money in accounts of the books that belong to the customer. */
const balances: Holdings = async (db, { customerId }) =>
  (await accountsOfOwner(db, customerId, null, ACCOUNTS_MAX)).flatMap((account): Holding[] => {
    const balance = balanceOf(account);
    if (balance === 0n) return [];
    const amount = `${formatAmount(balance, asset(account.asset))} ${account.asset}`;
    return [{ kind: 'balance', reference: account.path, en: `account ${account.path} holds ${amount}`, zh: `账户 ${account.path} 余额 ${amount}` }];
  });

const UNDER_WAY: readonly Account['state'][] = ['ELEMENTS_SUBMITTED', 'BOUND_BANK_VERIFYING', 'UPGRADING'];

/** Money in accounts that an institution keeps, and accounts on which something has not ended. Those in the customer's own name in a book are above. */
const accounts: Holdings = async (db, { bucket, customerId }) => {
  const held = await accountsOfCustomer(db, bucket, customerId);
  const money = await balancesOf(
    db,
    held.filter(({ owner }) => owner !== customerId),
  );
  return held.flatMap((account): Holding[] => {
    const balance = money.get(account.accountId) ?? 0n;
    const amount = `${formatAmount(balance, asset(account.asset))} ${account.asset}`;
    const { accountId } = account;
    return [
      ...(balance === 0n
        ? []
        : [{ kind: 'balance', reference: accountId, en: `account ${accountId} holds ${amount}`, zh: `账户 ${accountId} 余额 ${amount}` }]),
      ...(UNDER_WAY.includes(account.state) || account.reservedOut > 0n || account.reservedIn > 0n
        ? [{ kind: 'account', reference: accountId, en: `account ${accountId} waits for its institution`, zh: `账户 ${accountId} 有机构尚未答复的事项` }]
        : []),
    ];
  });
};

/** Purchases and redemptions whose money has left one place and not reached the other. */
const fundOrders: Holdings = async (db, who) =>
  (await moneyUnderWay(db, who)).map(({ orderId }): Holding => {
    return { kind: 'fund-order', reference: orderId, en: `the money of fund order ${orderId} is on its way`, zh: `基金申请 ${orderId} 的资金在途` };
  });

/** Redeem-to-purchase that has not come to its end: between two funds no book shows the money as the customer's. */
const conversions: Holdings = async (db, who) =>
  (await rtpsOfCustomer(db, who, ACCOUNTS_MAX))
    .filter(({ endedOn }) => endedOn === null)
    .map(({ rtpId }): Holding => ({ kind: 'fund-order', reference: rtpId, en: `redeem-to-purchase ${rtpId} is under way`, zh: `赎转购 ${rtpId} 处理中` }));

/** Everything a customer owes or holds. A domain that gives customers something to owe or hold adds its list here. */
export const holdingsOf: Holdings = async (db, customer) => [
  ...(await loans(db, customer)),
  ...(await balances(db, customer)),
  ...(await accounts(db, customer)),
  ...(await fundOrders(db, customer)),
  ...(await conversions(db, customer)),
];
