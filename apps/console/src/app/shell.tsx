import { Link, Outlet } from '@tanstack/react-router';
import { Layout } from 'antd';
import { useText } from '../i18n/index.ts';
import { Navigation } from './navigation.tsx';
import { TopBar } from './top-bar.tsx';

export function Shell() {
  const { text } = useText();
  return (
    <Layout className="shell">
      <a className="skip-link" href="#content">
        {text('shell:skip')}
      </a>
      <Layout.Sider width={208} className="sider">
        <Link to="/today" className="brand">
          <img src="/mark.svg" width={28} height={28} alt="" />
          <span>
            {text('shell:product')}
            <small>{text('shell:console')}</small>
          </span>
        </Link>
        <Navigation />
      </Layout.Sider>
      <Layout>
        <TopBar />
        <main id="content" className="content" tabIndex={-1}>
          <Outlet />
        </main>
      </Layout>
    </Layout>
  );
}
