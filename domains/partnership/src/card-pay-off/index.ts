/** Card pay-off 替还信用卡: a loan of a routed bank pays the customer's own credit-card bill at its issuer. */
export { applyPayOff, type Offer, offerOf, openStatement, type PayOffRequest, priced } from './apply.ts';
export { addCard, dropCard, fetchStatement, type Holder, ownCard } from './cards.ts';
export { carryOn } from './carry-on.ts';
export { type Comparison, cardInstalments, comparePrices, type Price } from './compare.ts';
export { type Acceptance, confirmPayOff, giveUpPayOff } from './confirm.ts';
export { type PayOffDesk, payOffProgrammes } from './desk.ts';
export { payOffFault } from './errors.ts';
export { type Elements, fundingRequest, SEALED_PAY_OFFS } from './fund.ts';
export { type CardStatement, openOf, type PayOff, type PayOffCard, type PayOffEvent, type PayOffState, UNDER_WAY } from './model.ts';
export { payOffStep, resumePayOffs } from './step.ts';
export {
  cardById,
  cardsOfCustomer,
  eventsOfPayOff,
  listPayOffs,
  newestStatements,
  type PayOffFilter,
  payOffById,
  payOffsOfCustomer,
  statementById,
} from './store.ts';
export { verifyPayOffs } from './verify.ts';
