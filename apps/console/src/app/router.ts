import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { CrashPage, MissingPage } from '../components/failure.tsx';
import { dunningRoutes } from './dunning-routes.ts';
import { fundingPages } from './funding-routes.ts';
import { inside, login, root } from './inside.ts';
import { payLaterPages } from './pay-later-routes.ts';
import { riskPages } from './risk-pages.ts';
import { riskRoutes } from './risk-routes.ts';
import { anyTexts, texts } from './search-params.ts';

const index = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/today', replace: true });
  },
});

const today = createRoute({
  getParentRoute: () => inside,
  path: '/today',
  component: lazyRouteComponent(() => import('../pages/today/today-page.tsx'), 'TodayPage'),
});
const customers = createRoute({
  getParentRoute: () => inside,
  path: '/customers',
  validateSearch: texts('q', 'state'),
  component: lazyRouteComponent(() => import('../pages/customers/customers-page.tsx'), 'CustomersPage'),
});
const customer = createRoute({
  getParentRoute: () => inside,
  path: '/customers/$customerId',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('../pages/customers/customer-page.tsx'), 'CustomerPage'),
});
const customerRequests = createRoute({
  getParentRoute: () => inside,
  path: '/customers/requests',
  component: lazyRouteComponent(() => import('../pages/customers/requests-page.tsx'), 'RequestsPage'),
});
const organisations = createRoute({
  getParentRoute: () => inside,
  path: '/organisations',
  validateSearch: texts('q', 'kind'),
  component: lazyRouteComponent(() => import('../pages/organisations/organisations-page.tsx'), 'OrganisationsPage'),
});
const organisation = createRoute({
  getParentRoute: () => inside,
  path: '/organisations/$organisationId',
  component: lazyRouteComponent(() => import('../pages/organisations/organisation-page.tsx'), 'OrganisationPage'),
});
const heldAccounts = createRoute({
  getParentRoute: () => inside,
  path: '/accounts',
  validateSearch: texts('q', 'state', 'class', 'frozen'),
  component: lazyRouteComponent(() => import('../pages/accounts/accounts-page.tsx'), 'AccountsPage'),
});
const heldAccount = createRoute({
  getParentRoute: () => inside,
  path: '/accounts/$accountId',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('../pages/accounts/account-page.tsx'), 'AccountPage'),
});
const loans = createRoute({
  getParentRoute: () => inside,
  path: '/loans',
  validateSearch: texts('q', 'state', 'bucket', 'customerId', 'programmeId'),
  component: lazyRouteComponent(() => import('../pages/loans/loans-page.tsx'), 'LoansPage'),
});
const loan = createRoute({
  getParentRoute: () => inside,
  path: '/loans/$loanId',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('../pages/loans/loan-page.tsx'), 'LoanPage'),
});
const calculator = createRoute({
  getParentRoute: () => inside,
  path: '/products/calculator',
  validateSearch: anyTexts,
  component: lazyRouteComponent(() => import('../pages/calculator/calculator-page.tsx'), 'CalculatorPage'),
});
const funds = createRoute({
  getParentRoute: () => inside,
  path: '/products/funds',
  validateSearch: texts('id'),
  component: lazyRouteComponent(() => import('../pages/funds/funds-page.tsx'), 'FundsPage'),
});
const shelf = createRoute({
  getParentRoute: () => inside,
  path: '/products/shelf',
  validateSearch: texts('id'),
  component: lazyRouteComponent(() => import('../pages/products/shelf-page.tsx'), 'ShelfPage'),
});
const treasury = createRoute({
  getParentRoute: () => inside,
  path: '/treasury',
  component: lazyRouteComponent(() => import('../pages/treasury/treasury-page.tsx'), 'TreasuryPage'),
});
const programmes = createRoute({
  getParentRoute: () => inside,
  path: '/programmes',
  component: lazyRouteComponent(() => import('../pages/programmes/programmes-page.tsx'), 'ProgrammesPage'),
});
const programme = createRoute({
  getParentRoute: () => inside,
  path: '/programmes/$programmeId',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('../pages/programmes/programme-page.tsx'), 'ProgrammePage'),
});
const payments = createRoute({
  getParentRoute: () => inside,
  path: '/payments',
  validateSearch: texts('q', 'state', 'kind', 'institutionId', 'customerId'),
  component: lazyRouteComponent(() => import('../pages/payments/payments-page.tsx'), 'PaymentsPage'),
});
const payment = createRoute({
  getParentRoute: () => inside,
  path: '/payments/$paymentId',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('../pages/payments/payment-page.tsx'), 'PaymentPage'),
});
const mandates = createRoute({
  getParentRoute: () => inside,
  path: '/payments/mandates',
  validateSearch: texts('q', 'state', 'institutionId', 'customerId'),
  component: lazyRouteComponent(() => import('../pages/payments/mandates-page.tsx'), 'MandatesPage'),
});
const mandate = createRoute({
  getParentRoute: () => inside,
  path: '/payments/mandates/$mandateId',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('../pages/payments/mandate-page.tsx'), 'MandatePage'),
});
const channels = createRoute({
  getParentRoute: () => inside,
  path: '/partners/channels',
  component: lazyRouteComponent(() => import('../pages/payments/channels-page.tsx'), 'ChannelsPage'),
});
const institutions = createRoute({
  getParentRoute: () => inside,
  path: '/partners/institutions',
  component: lazyRouteComponent(() => import('../pages/partners/institutions-page.tsx'), 'InstitutionsPage'),
});
const margin = createRoute({
  getParentRoute: () => inside,
  path: '/partners/margin',
  validateSearch: texts('programmeId'),
  component: lazyRouteComponent(() => import('../pages/partners/margin-page.tsx'), 'MarginPage'),
});
const settlements = createRoute({
  getParentRoute: () => inside,
  path: '/partners/settlements',
  validateSearch: texts('programmeId'),
  component: lazyRouteComponent(() => import('../pages/partners/settlements-page.tsx'), 'SettlementsPage'),
});
const reconciliation = createRoute({
  getParentRoute: () => inside,
  path: '/reconciliation',
  validateSearch: texts('programmeId'),
  component: lazyRouteComponent(() => import('../pages/reconciliation/days-page.tsx'), 'ReconciliationPage'),
});
const breaks = createRoute({
  getParentRoute: () => inside,
  path: '/reconciliation/breaks',
  validateSearch: texts('state', 'id', 'date', 'comparison'),
  component: lazyRouteComponent(() => import('../pages/reconciliation/breaks-page.tsx'), 'BreaksPage'),
});
const files = createRoute({
  getParentRoute: () => inside,
  path: '/reconciliation/files',
  validateSearch: texts('state', 'institution', 'date'),
  component: lazyRouteComponent(() => import('../pages/reconciliation/files-page.tsx'), 'FilesPage'),
});
const file = createRoute({
  getParentRoute: () => inside,
  path: '/reconciliation/files/$fileId',
  validateSearch: texts('reference'),
  component: lazyRouteComponent(() => import('../pages/reconciliation/file-page.tsx'), 'FilePage'),
});
const trialBalance = createRoute({
  getParentRoute: () => inside,
  path: '/books/trial-balance',
  validateSearch: texts('date', 'book', 'q'),
  component: lazyRouteComponent(() => import('../pages/books/trial-balance-page.tsx'), 'TrialBalancePage'),
});
const accounts = createRoute({
  getParentRoute: () => inside,
  path: '/books/accounts',
  validateSearch: texts('book', 'path', 'asset', 'q'),
  component: lazyRouteComponent(() => import('../pages/books/accounts-page.tsx'), 'AccountsPage'),
});
const account = createRoute({
  getParentRoute: () => inside,
  path: '/books/accounts/$accountId',
  validateSearch: texts('from', 'through'),
  component: lazyRouteComponent(() => import('../pages/books/account-page.tsx'), 'AccountPage'),
});
const journals = createRoute({
  getParentRoute: () => inside,
  path: '/books/journals',
  validateSearch: texts('book', 'date'),
  component: lazyRouteComponent(() => import('../pages/books/journals-page.tsx'), 'JournalsPage'),
});
const journal = createRoute({
  getParentRoute: () => inside,
  path: '/books/journals/$journalId',
  component: lazyRouteComponent(() => import('../pages/books/journal-page.tsx'), 'JournalPage'),
});
const proof = createRoute({
  getParentRoute: () => inside,
  path: '/books/proof',
  validateSearch: texts('book', 'from', 'through'),
  component: lazyRouteComponent(() => import('../pages/books/proof-page.tsx'), 'ProofPage'),
});
const verification = createRoute({
  getParentRoute: () => inside,
  path: '/system/verification',
  component: lazyRouteComponent(() => import('../pages/system/verification-page.tsx'), 'VerificationPage'),
});

const models = createRoute({
  getParentRoute: () => inside,
  path: '/risk/models',
  component: lazyRouteComponent(() => import('../pages/risk/models-page.tsx'), 'ModelsPage'),
});
const model = createRoute({
  getParentRoute: () => inside,
  path: '/risk/models/$name/$version',
  validateSearch: texts('tab'),
  component: lazyRouteComponent(() => import('../pages/risk/model-page.tsx'), 'ModelPage'),
});
const complianceOutlook = createRoute({
  getParentRoute: () => inside,
  path: '/compliance/outlook',
  validateSearch: texts('profile', 'date', 'product'),
  component: lazyRouteComponent(() => import('../pages/compliance/outlook-page.tsx'), 'OutlookPage'),
});
const complianceRules = createRoute({
  getParentRoute: () => inside,
  path: '/compliance/rules',
  validateSearch: texts('profile', 'date', 'pack', 'state', 'q'),
  component: lazyRouteComponent(() => import('../pages/compliance/rules-page.tsx'), 'RulesPage'),
});
const licences = createRoute({
  getParentRoute: () => inside,
  path: '/compliance/licences',
  validateSearch: texts('date'),
  component: lazyRouteComponent(() => import('../pages/compliance/licences-page.tsx'), 'LicencesPage'),
});
const complianceChanges = createRoute({
  getParentRoute: () => inside,
  path: '/compliance/changes',
  validateSearch: texts('state', 'id'),
  component: lazyRouteComponent(() => import('../pages/compliance/changes-page.tsx'), 'ChangesPage'),
});
const screening = createRoute({
  getParentRoute: () => inside,
  path: '/compliance/screening',
  validateSearch: texts('state', 'id'),
  component: lazyRouteComponent(() => import('../pages/compliance/screening-page.tsx'), 'ScreeningPage'),
});
const amlReports = createRoute({
  getParentRoute: () => inside,
  path: '/compliance/reports',
  validateSearch: texts('id'),
  component: lazyRouteComponent(() => import('../pages/compliance/reports-page.tsx'), 'ReportsPage'),
});
const copyCheck = createRoute({
  getParentRoute: () => inside,
  path: '/compliance/copy',
  validateSearch: texts('profile', 'date'),
  component: lazyRouteComponent(() => import('../pages/compliance/copy-page.tsx'), 'CopyPage'),
});
const bureauQueries = createRoute({
  getParentRoute: () => inside,
  path: '/compliance/bureau',
  component: lazyRouteComponent(() => import('../pages/compliance/bureau-page.tsx'), 'BureauPage'),
});
const complianceDecisions = createRoute({
  getParentRoute: () => inside,
  path: '/compliance/decisions',
  validateSearch: texts('show'),
  component: lazyRouteComponent(() => import('../pages/compliance/decisions-page.tsx'), 'DecisionsPage'),
});
const ownAccount = createRoute({
  getParentRoute: () => inside,
  path: '/account',
  component: lazyRouteComponent(() => import('../pages/account/account-page.tsx'), 'OwnAccountPage'),
});
const staff = createRoute({
  getParentRoute: () => inside,
  path: '/system/staff',
  component: lazyRouteComponent(() => import('../pages/system/staff-page.tsx'), 'StaffPage'),
});
const audit = createRoute({
  getParentRoute: () => inside,
  path: '/system/audit',
  validateSearch: texts('actor', 'object', 'action', 'phase', 'from', 'through'),
  component: lazyRouteComponent(() => import('../pages/system/audit-page.tsx'), 'AuditPage'),
});
const reveals = createRoute({
  getParentRoute: () => inside,
  path: '/system/reveals',
  validateSearch: texts('login', 'customerId'),
  component: lazyRouteComponent(() => import('../pages/system/reveals-page.tsx'), 'RevealsPage'),
});
const missing = createRoute({ getParentRoute: () => inside, path: '$', component: MissingPage });

const pages = inside.addChildren([
  missing,
  index,
  today,
  customers,
  customer,
  customerRequests,
  organisations,
  organisation,
  heldAccounts,
  heldAccount,
  loans,
  loan,
  ...fundingPages,
  ...payLaterPages,
  calculator,
  funds,
  shelf,
  treasury,
  programmes,
  programme,
  payments,
  payment,
  mandates,
  mandate,
  channels,
  institutions,
  margin,
  settlements,
  reconciliation,
  breaks,
  files,
  file,
  trialBalance,
  accounts,
  account,
  journals,
  journal,
  proof,
  verification,
  models,
  model,
  complianceOutlook,
  complianceRules,
  licences,
  complianceChanges,
  screening,
  amlReports,
  copyCheck,
  bureauQueries,
  complianceDecisions,
  ...riskRoutes,
  ownAccount,
  staff,
  audit,
  reveals,
  ...riskPages,
  ...dunningRoutes,
]);
const tree = root.addChildren([login, pages]);

export function createConsoleRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: CrashPage,
    // Ids and dates stay readable in the address: values are plain text, not JSON.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const entries = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');
      return entries.length > 0 ? `?${new URLSearchParams(entries)}` : '';
    },
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
