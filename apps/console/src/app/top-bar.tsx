import { CalendarOutlined, DownOutlined, LoadingOutlined, UserOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Dropdown, Layout, Tag, Tooltip } from 'antd';
import { useEffect, useRef } from 'react';
import { useSignOut } from '../api/commands.ts';
import { businessDayQuery } from '../api/queries.ts';
import { useText } from '../i18n/index.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { SearchBox } from './search-box.tsx';
import { useSees, useSession } from './session.ts';

function BusinessDate() {
  const { text } = useText();
  const client = useQueryClient();
  const { data } = useQuery(businessDayQuery);
  const current = useRef(data?.current);
  // A day that moved on makes every other figure old.
  useEffect(() => {
    if (current.current && data && current.current !== data.current)
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'business-day' });
    current.current = data?.current;
  }, [client, data]);
  return (
    <Link to="/today" className="business-date" data-testid="business-date">
      {data?.closing ? <LoadingOutlined /> : <CalendarOutlined />}
      <span className="muted">{data?.closing ? text('shell:closing') : text('shell:businessDate')}</span>
      <strong className="num">{data?.current ?? '····-··-··'}</strong>
    </Link>
  );
}

function UserMenu() {
  const { text, term } = useText();
  const session = useSession();
  const navigate = useNavigate();
  const signOut = useSignOut(() => void navigate({ to: '/login' }));
  if (!session) return null;
  const items = [
    { key: 'account', label: <Link to="/account">{text('shell:account')}</Link> },
    { key: 'sign-out', label: text('shell:signOut'), onClick: () => signOut.mutate() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button type="text" icon={<UserOutlined />} data-testid="user-menu">
        <span className="user-name">{session.name}</span>
        <Tag variant="filled" data-testid="role">
          {term('shell:role', session.role)}
        </Tag>
        <DownOutlined />
      </Button>
    </Dropdown>
  );
}

export function TopBar() {
  const { text } = useText();
  const sees = useSees();
  return (
    <Layout.Header className="top-bar">
      {sees('/customers') && <SearchBox />}
      <div className="top-bar-right">
        <Tooltip title={text('shell:sandboxHint')}>
          <Tag className="sandbox-tag" data-testid="sandbox-label">
            {text('shell:sandbox')}
          </Tag>
        </Tooltip>
        <BusinessDate />
        <LanguageSwitch />
        <UserMenu />
      </div>
    </Layout.Header>
  );
}
