import { ReloadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { Breadcrumb, Button, Tooltip } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { clockTime } from '../format/dates.ts';
import { useText } from '../i18n/index.ts';

export type Crumb = { label: string; link?: LinkProps };

type Props = {
  title: string;
  crumbs?: readonly Crumb[];
  tags?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  /** Business date that the figures stand for. */
  asOf?: string | null;
  /** When they were read. */
  readAt?: number;
};

/** The head of every page: breadcrumbs, title (also of the window), how old the figures are, and what can be done. */
export function PageHead({ title, crumbs = [], tags, lead, actions, asOf, readAt }: Props) {
  const { text } = useText();
  useEffect(() => {
    document.title = `${title} · ${text('shell:product')}`;
  }, [title, text]);
  const items = [...crumbs, { label: title }].map((crumb) => ({ title: 'link' in crumb ? <Link {...crumb.link}>{crumb.label}</Link> : crumb.label }));
  return (
    <header className="page-head">
      {crumbs.length > 0 && <Breadcrumb items={items} />}
      <div className="page-head-row">
        <h1>{title}</h1>
        {tags}
        <div className="page-head-side">
          {readAt !== undefined && readAt > 0 && <ReadAt {...(asOf && { asOf })} readAt={readAt} />}
          {actions}
        </div>
      </div>
      {lead && <p className="page-lead">{lead}</p>}
    </header>
  );
}

function ReadAt({ asOf, readAt }: { asOf?: string; readAt: number }) {
  const { text } = useText();
  const client = useQueryClient();
  return (
    <span className="as-of" data-testid="as-of">
      {asOf && <>{text('common:asOf', { date: asOf })} · </>}
      {text('common:readAt', { time: `${clockTime(readAt)} +08:00` })}
      <Tooltip title={text('common:reload')}>
        <Button type="text" size="small" icon={<ReloadOutlined />} aria-label={text('common:reload')} onClick={() => void client.refetchQueries({ type: 'active' })} />
      </Tooltip>
    </span>
  );
}
