import {
  AlertOutlined,
  ApartmentOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BankOutlined,
  BarChartOutlined,
  BookOutlined,
  BranchesOutlined,
  CalculatorOutlined,
  CalendarOutlined,
  CheckSquareOutlined,
  CreditCardOutlined,
  DashboardOutlined,
  DiffOutlined,
  ExperimentOutlined,
  EyeOutlined,
  FileDoneOutlined,
  FileProtectOutlined,
  FileSearchOutlined,
  FileSyncOutlined,
  FileTextOutlined,
  FundOutlined,
  HeatMapOutlined,
  HighlightOutlined,
  HistoryOutlined,
  IdcardOutlined,
  LineChartOutlined,
  MoneyCollectOutlined,
  NodeIndexOutlined,
  OrderedListOutlined,
  PartitionOutlined,
  PhoneOutlined,
  PullRequestOutlined,
  RadarChartOutlined,
  ReadOutlined,
  SafetyCertificateOutlined,
  ShoppingCartOutlined,
  ShoppingOutlined,
  SlidersOutlined,
  SolutionOutlined,
  StopOutlined,
  SwapOutlined,
  TeamOutlined,
  ToolOutlined,
  TransactionOutlined,
  WalletOutlined,
} from '@ant-design/icons';
import { Link, useLocation } from '@tanstack/react-router';
import { Menu, type MenuProps } from 'antd';
import type { ReactNode } from 'react';
import { type TextKey, useText } from '../i18n/index.ts';
import { useSees } from './session.ts';

const PAGES = {
  '/today': ['shell:nav.today', <CalendarOutlined key="i" />],
  '/customers': ['shell:nav.customers', <TeamOutlined key="i" />],
  '/customers/requests': ['shell:nav.requests', <FileDoneOutlined key="i" />],
  '/organisations': ['shell:nav.organisations', <ApartmentOutlined key="i" />],
  '/accounts': ['shell:nav.heldAccounts', <CreditCardOutlined key="i" />],
  '/loans': ['shell:nav.loans', <WalletOutlined key="i" />],
  '/pay-later': ['shell:nav.payLater', <ShoppingCartOutlined key="i" />],
  '/pay-later/purchases': ['shell:nav.purchases', <ShoppingOutlined key="i" />],
  '/products/calculator': ['shell:nav.calculator', <CalculatorOutlined key="i" />],
  '/products/shelf': ['shell:nav.shelf', <AppstoreOutlined key="i" />],
  '/products/funds': ['shell:nav.funds', <LineChartOutlined key="i" />],
  '/treasury': ['shell:nav.treasury', <FundOutlined key="i" />],
  '/programmes': ['shell:nav.programmes', <DashboardOutlined key="i" />],
  '/payments': ['shell:nav.payments', <TransactionOutlined key="i" />],
  '/payments/mandates': ['shell:nav.mandates', <CreditCardOutlined key="i" />],
  '/partners/channels': ['shell:nav.channels', <BranchesOutlined key="i" />],
  '/partners/funders': ['shell:nav.funders', <BankOutlined key="i" />],
  '/partners/funding': ['shell:nav.funding', <BranchesOutlined key="i" />],
  '/partners/institutions': ['shell:nav.institutions', <BankOutlined key="i" />],
  '/partners/margin': ['shell:nav.margin', <MoneyCollectOutlined key="i" />],
  '/partners/settlements': ['shell:nav.settlements', <FileDoneOutlined key="i" />],
  '/reconciliation': ['shell:nav.days', <SwapOutlined key="i" />],
  '/reconciliation/breaks': ['shell:nav.breaks', <ToolOutlined key="i" />],
  '/reconciliation/files': ['shell:nav.files', <FileSyncOutlined key="i" />],
  '/risk/portfolio': ['shell:nav.riskPortfolio', <HeatMapOutlined key="i" />],
  '/risk/alerts': ['shell:nav.riskAlerts', <AlertOutlined key="i" />],
  '/risk/limits': ['shell:nav.riskLimits', <SlidersOutlined key="i" />],
  '/risk/dunning': ['shell:nav.dunning', <PhoneOutlined key="i" />],
  '/risk/dunning/tasks': ['shell:nav.dunningTasks', <CheckSquareOutlined key="i" />],
  '/risk/dunning/queues': ['shell:nav.dunningQueues', <OrderedListOutlined key="i" />],
  '/risk/dunning/statistics': ['shell:nav.dunningStatistics', <BarChartOutlined key="i" />],
  '/books/trial-balance': ['shell:nav.trialBalance', <BookOutlined key="i" />],
  '/books/accounts': ['shell:nav.accounts', <AuditOutlined key="i" />],
  '/books/journals': ['shell:nav.journals', <FileTextOutlined key="i" />],
  '/books/proof': ['shell:nav.proof', <SafetyCertificateOutlined key="i" />],
  '/risk/models': ['shell:nav.models', <ExperimentOutlined key="i" />],
  '/risk/decisions': ['shell:nav.riskDecisions', <NodeIndexOutlined key="i" />],
  '/risk/reviews': ['shell:nav.riskReviews', <SolutionOutlined key="i" />],
  '/risk/flows': ['shell:nav.riskFlows', <PartitionOutlined key="i" />],
  '/risk/agreement': ['shell:nav.riskAgreement', <PullRequestOutlined key="i" />],
  '/risk/lists': ['shell:nav.riskLists', <StopOutlined key="i" />],
  '/compliance/outlook': ['shell:nav.outlook', <RadarChartOutlined key="i" />],
  '/compliance/rules': ['shell:nav.rules', <ReadOutlined key="i" />],
  '/compliance/licences': ['shell:nav.licences', <IdcardOutlined key="i" />],
  '/compliance/changes': ['shell:nav.changes', <DiffOutlined key="i" />],
  '/compliance/screening': ['shell:nav.screening', <EyeOutlined key="i" />],
  '/compliance/reports': ['shell:nav.amlReports', <FileProtectOutlined key="i" />],
  '/compliance/copy': ['shell:nav.copy', <HighlightOutlined key="i" />],
  '/compliance/bureau': ['shell:nav.bureau', <FileSearchOutlined key="i" />],
  '/compliance/decisions': ['shell:nav.decisions', <CheckSquareOutlined key="i" />],
  '/system/verification': ['shell:nav.verification', <SafetyCertificateOutlined key="i" />],
  '/system/staff': ['shell:nav.staff', <TeamOutlined key="i" />],
  '/system/audit': ['shell:nav.audit', <HistoryOutlined key="i" />],
  '/system/reveals': ['shell:nav.reveals', <EyeOutlined key="i" />],
} as const satisfies Record<string, readonly [TextKey, ReactNode]>;
type PagePath = keyof typeof PAGES;
type Item = NonNullable<MenuProps['items']>[number];

const GROUPS: readonly (readonly [TextKey | null, readonly PagePath[]])[] = [
  [null, ['/today', '/customers', '/customers/requests', '/organisations', '/accounts', '/loans', '/pay-later/purchases', '/payments', '/payments/mandates']],
  ['shell:nav.products', ['/products/shelf', '/products/funds', '/products/calculator']],
  [
    'shell:nav.partners',
    [
      '/programmes',
      '/pay-later',
      '/partners/funders',
      '/partners/funding',
      '/partners/institutions',
      '/partners/channels',
      '/partners/margin',
      '/partners/settlements',
    ],
  ],
  ['shell:nav.reconciliation', ['/reconciliation', '/reconciliation/breaks', '/reconciliation/files']],
  [
    'shell:nav.risk',
    [
      '/risk/portfolio',
      '/risk/alerts',
      '/risk/limits',
      '/risk/decisions',
      '/risk/reviews',
      '/risk/flows',
      '/risk/agreement',
      '/risk/lists',
      '/risk/models',
      '/risk/dunning',
      '/risk/dunning/tasks',
      '/risk/dunning/queues',
      '/risk/dunning/statistics',
    ],
  ],
  ['shell:nav.books', ['/books/trial-balance', '/books/accounts', '/books/journals', '/books/proof', '/treasury']],
  [
    'shell:nav.compliance',
    [
      '/compliance/outlook',
      '/compliance/rules',
      '/compliance/licences',
      '/compliance/changes',
      '/compliance/screening',
      '/compliance/reports',
      '/compliance/copy',
      '/compliance/bureau',
      '/compliance/decisions',
    ],
  ],
  ['shell:nav.system', ['/system/verification', '/system/staff', '/system/audit', '/system/reveals']],
];

/** The page of the navigation that an address belongs to: the longest path that leads it. */
function pageOf(pathname: string): string {
  const paths = Object.keys(PAGES).filter((path) => pathname === path || pathname.startsWith(`${path}/`));
  return paths.sort((a, b) => b.length - a.length)[0] ?? '';
}

export function Navigation() {
  const { text } = useText();
  const { pathname } = useLocation();
  const item = (path: PagePath): Item => ({ key: path, icon: PAGES[path][1], label: <Link to={path}>{text(PAGES[path][0])}</Link> });
  const sees = useSees();
  const items = GROUPS.flatMap(([title, all]): Item[] => {
    const paths = all.filter(sees);
    if (title === null || paths.length === 0) return paths.map(item);
    return [{ type: 'group', key: title, label: text(title), children: paths.map(item) }];
  });
  return (
    <nav aria-label={text('shell:navigation')} data-testid="navigation">
      <Menu theme="dark" mode="inline" items={items} selectedKeys={[pageOf(pathname)]} />
      <div className="sider-note">
        <AuditOutlined /> {text('shell:claim')}
      </div>
    </nav>
  );
}
