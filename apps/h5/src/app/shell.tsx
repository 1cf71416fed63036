import { Link, Outlet } from '@tanstack/react-router';
import { type TextKey, useText } from '../i18n/index.ts';
import { CreditIcon, LoansIcon, MeIcon } from './icons.tsx';

export function LanguageSwitch() {
  const { text, language, setLanguage } = useText();
  return (
    <button type="button" className="language" aria-label={text('common:languageLabel')} onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>
      {text('common:language')}
    </button>
  );
}

function TopBar() {
  const { text } = useText();
  return (
    <div className="top-bar">
      <span className="brand">{text('common:brand')}</span>
      <span className="sandbox">{text('common:sandbox')}</span>
      <LanguageSwitch />
    </div>
  );
}

/** The frame of the pages before the tabs: welcome, sign-up and onboarding. */
export function Outside() {
  return (
    <>
      <TopBar />
      <main className="page">
        <Outlet />
      </main>
    </>
  );
}

const TABS = [
  { path: '/credit', label: 'common:tab.credit', testid: 'tab-credit', icon: <CreditIcon /> },
  { path: '/loans', label: 'common:tab.loans', testid: 'tab-loans', icon: <LoansIcon /> },
  { path: '/me', label: 'common:tab.me', testid: 'tab-me', icon: <MeIcon /> },
] as const satisfies readonly { path: string; label: TextKey; testid: string; icon: React.ReactNode }[];

export function Tabs() {
  const { text } = useText();
  return (
    <>
      <TopBar />
      <main className="page with-tabs">
        <Outlet />
      </main>
      <nav className="tabs" aria-label={text('common:tabs')}>
        {TABS.map((tab) => (
          <Link key={tab.path} to={tab.path} data-testid={tab.testid}>
            {tab.icon}
            {text(tab.label)}
          </Link>
        ))}
      </nav>
    </>
  );
}
