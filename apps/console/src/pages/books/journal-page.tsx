import type { Journal } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Descriptions, Skeleton } from 'antd';
import { journalQuery } from '../../api/queries.ts';
import { AccountName, accountPath } from '../../components/account-name.tsx';
import { type Column, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { assetName, Money } from '../../components/figures.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { sum } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

type Posting = Journal['postings'][number];

function Postings({ journal }: { journal: Journal }) {
  const { text } = useText();
  const columns: Column<Posting>[] = [
    textColumn('account', text('books:account'), (posting) => posting.account, {
      render: (posting) => (
        <Link
          to="/books/trial-balance"
          search={{ book: journal.book, q: accountPath(posting.account) }}
          className={posting.credit === null ? 'link' : 'link credit-line'}
        >
          <AccountName account={posting.account} />
        </Link>
      ),
    }),
    textColumn('owner', text('books:owner'), (posting) => posting.owner, { render: (posting) => <span className="id">{posting.owner ?? '–'}</span> }),
    {
      ...moneyColumn<Posting>('debit', text('books:debit'), (posting) => posting.debit),
      render: (posting) => posting.debit !== null && <Money value={posting.debit} />,
    },
    {
      ...moneyColumn<Posting>('credit', text('books:credit'), (posting) => posting.credit),
      render: (posting) => posting.credit !== null && <Money value={posting.credit} />,
    },
  ];
  const total = (pick: (posting: Posting) => string | null) => <Money value={sum(journal.postings.map((posting) => pick(posting) ?? '0'))} />;
  return (
    <Section
      flush
      title={`${text('books:debit')} / ${text('books:credit')} (${assetName(journal.asset)})`}
      extra={<ExportRows name={`journal-${journal.id}`} columns={columns} rows={journal.postings} />}
    >
      <DataTable
        columns={columns}
        rows={journal.postings}
        rowKey={(posting) => `${posting.accountId}-${posting.debit ?? ''}-${posting.credit ?? ''}`}
        empty=""
        testId="postings"
        totals={{ account: text('common:total'), debit: total((posting) => posting.debit), credit: total((posting) => posting.credit) }}
      />
    </Section>
  );
}

export function JournalPage() {
  const { text, choose } = useText();
  const { journalId } = useParams({ from: '/inside/books/journals/$journalId' });
  const { data: journal, error, isError, refetch, dataUpdatedAt } = useQuery(journalQuery(journalId));
  if (isError && !journal) return <Failure error={error} retry={() => void refetch()} />;
  if (!journal) return <Skeleton active paragraph={{ rows: 8 }} />;
  const items = [
    { key: 'kind', label: text('common:kind'), children: <code>{journal.kind}</code> },
    { key: 'date', label: text('common:businessDate'), children: <span className="num">{journal.businessDate}</span> },
    { key: 'book', label: text('books:book'), children: journal.book },
    { key: 'sequence', label: text('books:sequence'), children: <span className="num">{journal.sequence}</span> },
    { key: 'reference', label: text('common:reference'), children: <span className="id wrap">{journal.reference}</span>, span: 2 },
    { key: 'id', label: text('common:id'), children: <span className="id wrap">{journal.id}</span>, span: 2 },
  ];
  return (
    <>
      <PageHead
        title={`${text('books:journal')} ${journal.book} #${journal.sequence}`}
        crumbs={[{ label: text('books:journals'), link: { to: '/books/journals' } }]}
        lead={text('books:immutable')}
        readAt={dataUpdatedAt}
      />
      <div className="stack" data-testid="journal">
        <Section title={choose(journal.kindZh, journal.kind)}>
          <Descriptions size="small" column={2} items={items} />
        </Section>
        <Postings journal={journal} />
      </div>
    </>
  );
}
