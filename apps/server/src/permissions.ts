import type { Role } from '@jinqiao/api';
import type { PartnerId } from './partners.ts';

/**
 * How far a route reaches. `open`: anybody, signed in or not. `own`: the customer's own data. `self`: the person's own account,
 * even before a password or second factor that is due. `house`: data of the whole house, closed to who sees only a part of it.
 * `programme`: the handler shows only programmes that the person sees (`programmesSeenBy`).
 */
export type Reach = 'open' | 'own' | 'self' | 'house' | 'programme';

export type Permission = { readonly reach: Reach; readonly roles: readonly Role[] };

/** Whole house: who has it sees everything their role sees. */
export const WHOLE_HOUSE = 'entity:*';

/** Reads customers, loans and books. An administrator does not: who gives rights has no business with the data. */
export const READERS = ['operator', 'finance', 'risk', 'compliance', 'auditor'] as const;
const STAFF = [...READERS, 'partner-viewer', 'admin'] as const;

const house = (...roles: readonly Role[]): Permission => ({ reach: 'house', roles });
const open: Permission = { reach: 'open', roles: [] };
const own: Permission = { reach: 'own', roles: ['customer'] };
const self: Permission = { reach: 'self', roles: STAFF };
const read = house(...READERS);
/** Whom the house suspects is known to those who judge it and audit it: nobody at the counter can tip a customer off. */
const suspicions = house('risk', 'compliance', 'auditor');
const programme: Permission = { reach: 'programme', roles: [...READERS, 'partner-viewer'] };
/** What a partner does not see of a programme that it sees: our books, other partners' messages, why we decided. */
const programmeInside: Permission = { reach: 'programme', roles: READERS };

/**
 * Every route of the API under `/api/v1`, one line each: who may call it and how far it reaches. A route that does not stand
 * here does not start; a test calls every route as everybody and compares.
 */
export const PERMISSIONS: Readonly<Record<string, Permission>> = {
  'POST /sessions': open,
  'DELETE /sessions': open,
  'GET /session': { reach: 'self', roles: [...STAFF, 'customer'] },
  'GET /session/security': self,
  'POST /session/password': self,
  'POST /session/second-factor': self,
  'POST /session/second-factor/confirmation': self,
  'POST /session/second-factor/removal': self,
  'DELETE /session/sessions/:id': self,

  'GET /staff': house('admin', 'compliance', 'auditor'),
  'GET /staff/changes': house('admin', 'compliance', 'auditor'),
  'POST /staff/changes': house('admin'),
  'POST /staff/changes/:id/decision': house('admin', 'compliance'),
  'GET /audit': house('admin', 'compliance', 'auditor'),
  'GET /reveals': house('compliance', 'auditor'),
  'POST /customers/:id/reveals': house('operator', 'risk', 'compliance'),
  'GET /data-keys': house('admin', 'auditor'),

  'GET /business-day': { reach: 'programme', roles: STAFF },
  'POST /closes': house('operator'),
  'GET /funds': read,
  'GET /funds/:id': read,
  'GET /fund-orders': read,
  'GET /suppliers': read,
  'GET /products': read,
  'GET /product-changes': read,
  'POST /product-changes': house('operator', 'risk', 'compliance'),
  'POST /product-changes/:id/verdict': house('risk', 'compliance'),
  'POST /recordings': house('operator'),
  'GET /calendar-changes': read,
  'POST /calendar-changes': house('operator', 'compliance'),
  'POST /calendar-changes/:id/verdict': house('risk', 'compliance'),
  'GET /treasury': read,
  'POST /treasury/orders': house('finance'),
  'POST /treasury/orders/:id/verdict': house('finance', 'risk'),
  'GET /qualifications': read,
  'POST /qualifications': house('risk', 'compliance'),
  'GET /programmes': programme,
  'GET /programmes/:id': programme,
  'GET /programmes/:id/dashboard': programme,
  'GET /programmes/:id/margin': programme,
  'GET /programmes/:id/settlements': programme,
  'GET /loans': programme,
  'GET /loans/:id': programme,
  'GET /loans/:id/cash-flows': programme,
  'GET /loans/:id/journals': programmeInside,
  'GET /loans/:id/messages': programmeInside,
  'GET /loans/:id/decisions': programmeInside,
  'GET /customers': read,
  'GET /customers/:id': read,
  'GET /customers/:id/identity': read,
  'GET /customers/:id/consents': read,
  'GET /customers/:id/standing': read,
  'POST /customers/:id/restrictions': house('operator', 'risk'),
  'POST /customers/:id/restrictions/:restrictionId/lift': house('operator', 'risk'),
  'POST /customers/:id/closure': house('operator', 'risk'),
  'GET /staff-requests': read,
  'POST /staff-requests/:id/check': house('operator', 'risk'),
  'GET /organisations': read,
  'GET /organisations/:id': read,
  'POST /organisations': house('operator'),
  'GET /parties/:id/relations': read,
  'POST /relations': house('operator', 'risk'),
  'POST /relations/:id/end': house('operator', 'risk'),
  'GET /related': read,
  'GET /accounts': read,
  'GET /accounts/:id': read,
  'POST /accounts/:id/orders': house('operator', 'finance', 'risk'),
  'GET /account-orders': read,
  'POST /account-orders/:id/check': house('operator', 'finance', 'risk'),
  'GET /search': read,
  'POST /calculations/schedule': { reach: 'programme', roles: STAFF },

  'GET /reconciliation/days': read,
  'GET /reconciliation/files': read,
  'GET /reconciliation/files/:id': read,
  'GET /reconciliation/files/:id/lines': read,
  'GET /reconciliation/breaks': read,
  'GET /reconciliation/breaks/:id': read,
  'POST /reconciliation/breaks/:id/resolution': house('finance'),
  'POST /reconciliation/breaks/:id/check': house('finance', 'operator'),
  'GET /institutions': read,
  'POST /institutions/:id/faults': house('operator'),

  'GET /payments': read,
  'GET /payments/:id': read,
  'GET /payments/:id/journals': read,
  'POST /payments/:id/query': house('operator'),
  'POST /payments/:id/refund-requests': house('operator', 'finance'),
  'GET /refund-requests': read,
  'POST /refund-requests/:id/decision': house('operator', 'finance'),
  'GET /mandates': read,
  'GET /mandates/:id': read,
  'GET /payment-institutions': read,

  'GET /compliance/outlook': read,
  'GET /compliance/outlook/turning-points': read,
  'GET /compliance/rules': read,
  'GET /compliance/entities': read,
  'GET /compliance/licence-types': read,
  'GET /compliance/changes': read,
  'POST /compliance/changes': house('risk', 'compliance'),
  'POST /compliance/changes/:id/verdict': house('risk', 'compliance'),
  'POST /compliance/decide': read,
  'POST /compliance/copy-checks': read,
  'GET /compliance/decisions': read,
  'GET /compliance/bureau-queries': read,
  'GET /compliance/screening/lists': read,
  'POST /compliance/screening/lists': house('risk', 'compliance'),
  'GET /compliance/screening/hits': suspicions,
  'POST /compliance/screening/hits/:id/verdict': house('risk', 'compliance'),
  'POST /compliance/screening/hits/:id/review': house('risk', 'compliance'),
  'GET /compliance/reports': suspicions,
  'POST /compliance/reports': house('risk', 'compliance'),
  'POST /compliance/reports/:id/verdict': house('risk', 'compliance'),
  'POST /compliance/reports/:id/readings': house('risk', 'compliance'),

  'GET /books': read,
  'GET /books/trial-balance': read,
  'GET /books/journals': read,
  'GET /books/:book/accounts': read,
  'GET /books/:book/accounts/list': read,
  'GET /books/accounts/:id': read,
  'GET /books/accounts/:id/statement': read,
  'GET /books/:book/proof': read,
  'POST /books/:book/verifications': house('auditor'),
  'GET /books/:book/verifications/:id': read,
  'GET /journals/:id': read,
  'POST /verifications': read,

  'POST /codes': open,
  'POST /sessions/code': open,
  'GET /consent-texts': open,
  'POST /customers': open,
  'GET /me': own,
  'POST /me/real-name': own,
  'POST /me/account': own,
  'GET /me/identity': own,
  'POST /me/id-document': own,
  'POST /me/card-check': own,
  'POST /me/liveness': own,
  'POST /me/liveness/:id/result': own,
  'POST /me/codes': own,
  'POST /me/mobile': own,
  'POST /me/join': own,
  'POST /me/closure': own,
  'POST /me/consents': own,
  'GET /me/bureau-queries': own,
  'GET /me/consents': own,
  'DELETE /me/consents/:id': own,
  'GET /me/suitability': own,
  'POST /me/suitability': own,
  'GET /me/funds': own,
  'POST /me/fund-orders': own,
  'POST /me/first-purchases': own,
  'POST /me/dividends': own,
  'GET /me/redeem-to-purchase': own,
  'POST /me/redeem-to-purchase': own,
  'GET /me/assets': own,
  'POST /me/asset-sources': own,
  'GET /me/statements': own,
  'POST /me/certificates': own,
  'GET /me/certificates/pdf': own,
  'GET /certificates': open,
  'GET /me/products': own,
  'GET /me/qualification': own,
  'POST /me/qualification': own,
  'GET /me/shop/catalogue': own,
  'GET /me/shop/cart': own,
  'POST /me/shop/cart': own,
  'GET /me/accounts': own,
  'POST /me/accounts': own,
  'POST /me/accounts/:id/transfers': own,
  'POST /me/accounts/:id/upgrade': own,
  'POST /me/accounts/:id/bound': own,
  'POST /me/accounts/:id/bound/:boundId/default': own,
  'DELETE /me/accounts/:id/bound/:boundId': own,
  'GET /me/mandates': own,
  'POST /me/mandates': own,
  'POST /me/mandates/:id/confirmation': own,
  'DELETE /me/mandates/:id': own,
  'POST /me/transfers': own,
  'POST /me/quotes': own,
  'POST /me/draws': own,
  'GET /me/loans': own,
  'GET /me/loans/:id': own,
  'GET /me/loans/:id/early-repayment': own,
  'POST /me/loans/:id/early-repayments': own,
};

/** Operations that partners may send us over the signed gateway, and which partners may. */
export const PARTNER_OPERATIONS: Readonly<Record<string, readonly PartnerId[]>> = {
  'platform.collection.result': ['payment'],
  'platform.order.result': ['payment', 'yunque', 'hongying'],
  'platform.programme.position': ['bank'],
  'platform.shop.order': ['shop'],
  'platform.shop.return': ['shop'],
};
