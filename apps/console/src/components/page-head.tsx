import { Link, type LinkProps } from '@tanstack/react-router';
import { Breadcrumb } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useText } from '../i18n/index.ts';
import { ReadAt } from './read-at.tsx';

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
