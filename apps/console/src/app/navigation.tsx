import {
  AuditOutlined,
  BankOutlined,
  BookOutlined,
  BranchesOutlined,
  CalculatorOutlined,
  CalendarOutlined,
  CreditCardOutlined,
  DashboardOutlined,
  FileDoneOutlined,
  FileTextOutlined,
  MoneyCollectOutlined,
  SafetyCertificateOutlined,
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

const PAGES = {
  '/today': ['shell:nav.today', <CalendarOutlined key="i" />],
  '/customers': ['shell:nav.customers', <TeamOutlined key="i" />],
  '/loans': ['shell:nav.loans', <WalletOutlined key="i" />],
  '/products/calculator': ['shell:nav.calculator', <CalculatorOutlined key="i" />],
  '/programmes': ['shell:nav.programmes', <DashboardOutlined key="i" />],
  '/payments': ['shell:nav.payments', <TransactionOutlined key="i" />],
  '/payments/mandates': ['shell:nav.mandates', <CreditCardOutlined key="i" />],
  '/partners/channels': ['shell:nav.channels', <BranchesOutlined key="i" />],
  '/partners/institutions': ['shell:nav.institutions', <BankOutlined key="i" />],
  '/partners/margin': ['shell:nav.margin', <MoneyCollectOutlined key="i" />],
  '/partners/settlements': ['shell:nav.settlements', <FileDoneOutlined key="i" />],
  '/reconciliation': ['shell:nav.days', <SwapOutlined key="i" />],
  '/reconciliation/breaks': ['shell:nav.breaks', <ToolOutlined key="i" />],
  '/books/trial-balance': ['shell:nav.trialBalance', <BookOutlined key="i" />],
  '/books/accounts': ['shell:nav.accounts', <AuditOutlined key="i" />],
  '/books/journals': ['shell:nav.journals', <FileTextOutlined key="i" />],
  '/books/proof': ['shell:nav.proof', <SafetyCertificateOutlined key="i" />],
  '/system/verification': ['shell:nav.verification', <SafetyCertificateOutlined key="i" />],
} as const satisfies Record<string, readonly [TextKey, ReactNode]>;
type PagePath = keyof typeof PAGES;
type Item = NonNullable<MenuProps['items']>[number];

const GROUPS: readonly (readonly [TextKey | null, readonly PagePath[]])[] = [
  [null, ['/today', '/customers', '/loans', '/payments', '/payments/mandates']],
  ['shell:nav.products', ['/products/calculator']],
  ['shell:nav.partners', ['/programmes', '/partners/institutions', '/partners/channels', '/partners/margin', '/partners/settlements']],
  ['shell:nav.reconciliation', ['/reconciliation', '/reconciliation/breaks']],
  ['shell:nav.books', ['/books/trial-balance', '/books/accounts', '/books/journals', '/books/proof']],
  ['shell:nav.system', ['/system/verification']],
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
  const items = GROUPS.flatMap(([title, paths]): Item[] =>
    title === null ? paths.map(item) : [{ type: 'group', key: title, label: text(title), children: paths.map(item) }],
  );
  return (
    <nav aria-label={text('shell:navigation')} data-testid="navigation">
      <Menu theme="dark" mode="inline" items={items} selectedKeys={[pageOf(pathname)]} />
      <div className="sider-note">
        <AuditOutlined /> {text('shell:claim')}
      </div>
    </nav>
  );
}
