import { addDays, type BusinessDate, daysBetween } from '@jinqiao/calendar';
import { hitCounts, keepingRefusals, loadRulebook } from '@jinqiao/compliance';
import { isFault } from '@jinqiao/errors';
import { customerById, customerIdOf, parseResidentId } from '@jinqiao/parties';
import { authorisePurchase, contractsOfCustomer, decideFunding, payLaterProgrammes, proposeFunding, type Terms } from '@jinqiao/paylater';
import { control, MICRO_LOAN, openDay, openPayLaterLimits, openSandboxPayLater, type System, shopBuyer, syntheticPerson, tellShop } from '@jinqiao/server';
import { shop } from '@jinqiao/wire';
import { signWay } from './demonstration-payments.ts';

/** Customers who pay later in the demonstration, from so many days before its end. */
const BUYERS = 18;
const DAYS = 110;
/** Days between a customer's purchases. */
const EVERY = 17;

type Buyer = { readonly n: number; readonly customerId: string; readonly bucket: number };

/** The lender's money: own capital, a bank loan within its net assets, a pool. */
const FUNDINGS = [
  ['own-capital', 500_000_000n],
  ['bank-loan', 200_000_000n],
  ['securitised-pool', 300_000_000n],
] as const;

/** Purchases on trade credit and by micro-loan over the last months of the demonstration. Played again, nothing happens twice. */
export async function playPayLater(system: System, date: BusinessDate, end: BusinessDate): Promise<void> {
  const first = addDays(end, -DAYS);
  if (date < first) return;
  if (date === first) await openProducts(system, date);
  const programmes = await payLaterProgrammes(system.db);
  const items = await catalogueOf(system, date);
  const day = daysBetween(first, date);
  for (let n = 1; n <= BUYERS; n += 1) {
    const buyer = { n, ...customerIdOf(system.vault, syntheticPerson(n, date, 30).mobile) };
    if (day === n) await join(system, buyer, date);
    if (day > n && (day + 5 * n) % EVERY === 0) await buy(system, programmes, buyer, items[(day + 3 * n) % items.length] ?? '', date);
    if (day > n && (day + 5 * n) % EVERY === 6 && n % 4 === 1) await sendBack(system, buyer, date);
  }
}

async function openProducts(system: System, date: BusinessDate): Promise<void> {
  await system.db.tx(async (tx) => {
    await openSandboxPayLater(tx);
    for (const [source, amount] of FUNDINGS) {
      const proposal = {
        programmeId: MICRO_LOAN,
        source,
        direction: 'raise' as const,
        amount,
        reference: 'sandbox',
        by: 'finance',
        key: `demonstration ${source}`,
      };
      const { fundingId } = await proposeFunding(tx, proposal, date);
      await decideFunding(tx, { fundingId, approve: true, by: 'operator' }, date);
    }
  });
}

async function catalogueOf(system: System, date: BusinessDate): Promise<string[]> {
  const exchange = await system.shop.exchange(shop.catalogue, { serial: 'shop.catalogue', businessDate: date, body: {} });
  return exchange.state === 'answered' ? exchange.answer.items.map(({ sku }) => sku) : [];
}

/** Opens a customer's limits and signs the card. Every seventh card is empty after two months. */
async function join(system: System, { n, ...who }: Buyer, date: BusinessDate): Promise<void> {
  if (!(await customerById(system.db, who.bucket, who.customerId))) return;
  const mandateId = await signWay(system, n, 'yunque', 'card', date);
  if (!mandateId) return;
  const { birthDate } = parseResidentId(syntheticPerson(n, date, 30).idNumber, date);
  await system.db.tx((tx) => openPayLaterLimits(tx, system, { ...who, birthDate }, date));
  if (n % 7 === 3) await control(system.urls.issuer, 'cards', { cards: [{ agreementRef: mandateId, behaviour: 'good', fundedThrough: addDays(date, 50) }] });
}

async function buy(system: System, programmes: readonly Terms[], { n, ...who }: Buyer, sku: string, date: BusinessDate): Promise<void> {
  const buyerRef = shopBuyer(system.vault, who);
  await system.shop.exchange(shop.putInCart, { serial: `shop.cart.${buyerRef}.${date}`, businessDate: date, body: { buyerRef, sku, quantity: 1 } });
  const placed = await system.shop.exchange(shop.checkOut, {
    serial: `shop.checkout.${buyerRef}.${date}`,
    businessDate: date,
    body: { checkoutRef: `demonstration ${date}`, buyerRef },
  });
  const sources = await system.usage();
  for (const order of placed.state === 'answered' ? placed.answer.orders : []) {
    const terms = programmes.find(
      ({ product, creditor }) => (product === 'trade-credit') === (order.seller === system.shop.id) && (product === 'micro-loan' || creditor === order.seller),
    );
    if (!terms) continue;
    const request = {
      ...who,
      orderRef: order.orderRef,
      seller: order.seller,
      amount: BigInt(order.amount),
      periods: [1, 3, 6, 12][n % 4] ?? 1,
      agreementHash: '',
    };
    const contract = await keepingRefusals(system.db, async (tx) => {
      const [rulebook, hits] = [await loadRulebook(tx), (await hitCounts(tx, [who]))(who.customerId)];
      return authorisePurchase(tx, { terms, sources, rulebook, hits }, { ...request, disclosure: { shown: true, seconds: 10 } }, date);
    }).catch(refusedOnly);
    if (contract) await tellShop(system.db, system.shop, contract, date, openDay);
  }
}

async function sendBack(system: System, { n: _, ...who }: Buyer, date: BusinessDate): Promise<void> {
  const delivered = (await contractsOfCustomer(system.db, who, 20)).find(({ state, kind }) => state === 'active' && kind === 'purchase');
  if (!delivered) return;
  const body = { returnRef: `ret-${delivered.contractId}`, orderRef: delivered.orderRef, lines: [{ line: 1, quantity: 1 }] };
  await system.shop.exchange(shop.askReturn, { serial: `shop.return.${delivered.contractId}`, businessDate: date, body });
}

/** A limit or a rule that says no is part of the play. */
function refusedOnly(error: unknown): undefined {
  if (!isFault(error)) throw error;
}
