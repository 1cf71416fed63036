/** The platform: its system wired to partners, its HTTP API, its migrations. */

export { addStaff, hashPassword } from './access.ts';
export { endOfDay, summaryOf } from './close-summary.ts';
export { type Enrolled, type Enrolment, enrol } from './enrol.ts';
export { buyShares, finishPurchases, payRedeemers, redeemFast, redeemShares } from './fund-orders.ts';
export { accountPurse, cardPurse, type FundDesk, type Purse } from './fund-purse.ts';
export { type HttpServer, startHttp } from './http/app.ts';
export { addMasterKey, type InstallationKeys, installationKeys, makeKeys } from './keys.ts';
export { migrationFolders } from './migrations.ts';
export { control, PARTNER_NAMES, type PartnerId, type PartnerUrls } from './partners.ts';
export { MICRO_LOAN, openSandboxPayLater, SANDBOX_MICRO_LOAN, SANDBOX_TRADE_CREDIT, TRADE_CREDIT, usageSources } from './pay-later.ts';
export { openPayLaterLimits } from './pay-later-opening.ts';
export { openDay, tellShop } from './pay-later-orders.ts';
export { requireOfferable } from './product-desk.ts';
export { goOnWithAll, redeemToPurchase } from './redeem-to-purchase.ts';
export { linePorts } from './risk-lines.ts';
export { openSandboxCatalogue } from './sandbox-catalogue.ts';
export { SANDBOX_BOND_FUND, SANDBOX_DIRECT_FUND, SANDBOX_EQUITY_FUND, SANDBOX_FUND, SANDBOX_FUNDS, SANDBOX_PENSION } from './sandbox-fund.ts';
export { openSandboxFunders, SANDBOX_FUNDERS } from './sandbox-funders.ts';
export { screenLists } from './screening.ts';
export { shopBuyer } from './shop-buyer.ts';
export { type SyntheticPerson, syntheticPerson, withLuhn } from './synthetic.ts';
export { openSystem, type System } from './system.ts';
export { resealAll, type SecuritySettings } from './vault.ts';
