import { SearchOutlined } from '@ant-design/icons';
import type { SearchHit } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { AutoComplete, Input, type RefSelectProps } from 'antd';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { searchQuery } from '../api/queries.ts';
import { useText } from '../i18n/index.ts';
import { useDelayed } from './use-delayed.ts';

const KINDS = ['customer', 'loan', 'journal', 'message', 'account'] as const;

/** A message that names a loan is found among that loan's messages. */
const LOAN_ID = /loa_[0-9a-f]{26}/;

/** `/` leads to the search from anywhere but a field. */
function useSlash(focus: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const inField = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]') !== null;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || inField) return;
      event.preventDefault();
      focus();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [focus]);
}

function useOpenHit(): (hit: SearchHit) => void {
  const navigate = useNavigate();
  return (hit) => {
    if (hit.kind === 'customer') void navigate({ to: '/customers/$customerId', params: { customerId: hit.id } });
    if (hit.kind === 'loan') void navigate({ to: '/loans/$loanId', params: { loanId: hit.id } });
    if (hit.kind === 'journal') void navigate({ to: '/books/journals/$journalId', params: { journalId: hit.id } });
    if (hit.kind === 'message') {
      const loanId = LOAN_ID.exec(`${hit.id} ${hit.title} ${hit.subtitle}`)?.[0];
      void (loanId ? navigate({ to: '/loans/$loanId', params: { loanId }, search: { tab: 'messages' } }) : navigate({ to: '/partners/institutions' }));
    }
    if (hit.kind === 'account') void navigate({ to: '/books/accounts/$accountId', params: { accountId: hit.id } });
  };
}

function HitLabel({ hit }: { hit: SearchHit }) {
  return (
    <div className="search-hit">
      <span>{hit.title}</span>
      <small className="muted">{hit.subtitle}</small>
    </div>
  );
}

export function SearchBox() {
  const { text } = useText();
  const field = useRef<RefSelectProps>(null);
  const [typed, setTyped] = useState('');
  const q = useDelayed(useDeferredValue(typed.trim()), 200);
  const { data, isFetching } = useQuery(searchQuery(q));
  const open = useOpenHit();
  useSlash(() => field.current?.focus());
  const hits = q.length >= 2 ? (data?.items ?? []) : [];
  const options = KINDS.map((kind) => ({
    label: text(`shell:hit.${kind}`),
    options: hits.filter((hit) => hit.kind === kind).map((hit) => ({ value: `${kind}:${hit.id}`, label: <HitLabel hit={hit} /> })),
  })).filter((group) => group.options.length > 0);
  const select = (value: string) => {
    const hit = hits.find((candidate) => `${candidate.kind}:${candidate.id}` === value);
    setTyped('');
    field.current?.blur();
    if (hit) open(hit);
  };
  return (
    <AutoComplete
      ref={field}
      className="search-box"
      value={typed}
      options={options}
      onSelect={select}
      onSearch={setTyped}
      defaultActiveFirstOption
      popupMatchSelectWidth={420}
      notFoundContent={q.length >= 2 && !isFetching ? text('shell:searchNone') : null}
      data-testid="search"
    >
      <Input prefix={<SearchOutlined />} suffix={<kbd>/</kbd>} placeholder={text('shell:search')} aria-label={text('shell:search')} aria-keyshortcuts="/" />
    </AutoComplete>
  );
}
