import type { JournalDetail } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Descriptions, Skeleton } from 'antd';
import { journalQuery } from '../../api/queries.ts';
import { type Column, JournalLink, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { assetName, Money } from '../../components/figures.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { shanghaiTime } from '../../format/dates.ts';
import { sum } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { JournalSource } from './journal-source.tsx';
import { AccountLink, Owner, useBookName } from './names.tsx';

type Posting = JournalDetail['postings'][number];

/** What a pending journal holds or releases, on the side where it will be posted. */
function heldOn(posting: Posting, side: 'debit' | 'credit'): string | null {
  return posting[side] === null ? null : posting.held;
}

function Postings({ journal }: { journal: JournalDetail }) {
  const { text } = useText();
  const pending = journal.postings.some((posting) => posting.held !== null);
  const columns: Column<Posting>[] = [
    textColumn('account', text('books:account'), (posting) => posting.account, {
      render: (posting) => (
        <span className={posting.credit === null ? '' : 'credit-line'}>
          <AccountLink id={posting.accountId} account={posting.account} />
        </span>
      ),
    }),
    textColumn('owner', text('books:owner'), (posting) => posting.owner, { render: (posting) => <Owner owner={posting.owner} /> }),
    ...(pending
      ? [
          moneyColumn<Posting>('heldDebit', text('books:debit'), (posting) => heldOn(posting, 'debit'), { group: text('ledger:held') }),
          moneyColumn<Posting>('heldCredit', text('books:credit'), (posting) => heldOn(posting, 'credit'), { group: text('ledger:held') }),
        ]
      : []),
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
        rowKey={(posting) => String(journal.postings.indexOf(posting))}
        empty=""
        testId="postings"
        totals={{ account: text('common:total'), debit: total((posting) => posting.debit), credit: total((posting) => posting.credit) }}
      />
    </Section>
  );
}

type Reference = NonNullable<JournalDetail['target']>;

function Related({ journal }: { journal: Reference }) {
  const { choose } = useText();
  return (
    <span className="block" data-testid="related-journal">
      <JournalLink id={journal.id} label={`#${journal.sequence} ${choose(journal.kindZh, journal.kind)}`} />{' '}
      <span className="muted num">{journal.businessDate}</span>
    </span>
  );
}

function Facts({ journal }: { journal: JournalDetail }) {
  const { text, choose } = useText();
  const items = [
    { key: 'kind', label: text('common:kind'), children: <code>{journal.kind}</code> },
    { key: 'date', label: text('common:businessDate'), children: <span className="num">{journal.businessDate}</span> },
    {
      key: 'book',
      label: text('books:book'),
      children: (
        <Link to="/books/accounts" search={{ book: journal.book }} className="link">
          {journal.book}
        </Link>
      ),
    },
    { key: 'sequence', label: text('books:sequence'), children: <span className="num">{journal.sequence}</span> },
    ...(journal.target ? [{ key: 'target', label: text('ledger:target'), children: <Related journal={journal.target} />, span: 2 }] : []),
    {
      key: 'following',
      label: text('ledger:following'),
      children:
        journal.following.length === 0 ? (
          <span className="muted">{text('ledger:notFollowed')}</span>
        ) : (
          <div>
            {journal.following.map((next) => (
              <Related key={next.id} journal={next} />
            ))}
          </div>
        ),
      span: 2,
    },
    ...(journal.expiresOn ? [{ key: 'expires', label: text('ledger:expiresOn'), children: <span className="num">{journal.expiresOn}</span>, span: 2 }] : []),
    { key: 'id', label: text('common:id'), children: <span className="id wrap">{journal.id}</span>, span: 2 },
  ];
  return (
    <Section title={choose(journal.kindZh, journal.kind)}>
      <Descriptions size="small" column={2} items={items} />
    </Section>
  );
}

function ChainPlace({ journal }: { journal: JournalDetail }) {
  const { text } = useText();
  const { chain, postedAt, book } = journal;
  if (!chain) return null;
  const items = [
    { key: 'posted', label: text('ledger:postedAt'), children: <span className="num">{postedAt === null ? '–' : shanghaiTime(postedAt)}</span> },
    {
      key: 'batch',
      label: text('ledger:batch'),
      children: <span className="num">{text('ledger:batchOf', { batch: chain.batch, first: chain.first, last: chain.last })}</span>,
    },
    { key: 'hash', label: text('ledger:hash'), children: <span className="id wrap">{chain.hash}</span>, span: 2 },
    {
      key: 'before',
      label: text('ledger:before'),
      children: chain.before === null ? text('ledger:first') : <span className="id wrap">{chain.before}</span>,
      span: 2,
    },
  ];
  return (
    <Section
      title={text('ledger:position')}
      testId="chain"
      extra={
        <Link to="/books/proof" search={{ book, from: chain.first, through: chain.last }} className="link">
          {text('ledger:proof')} →
        </Link>
      }
    >
      <Descriptions size="small" column={2} items={items} />
    </Section>
  );
}

export function JournalPage() {
  const { text } = useText();
  const bookName = useBookName();
  const { journalId } = useParams({ from: '/inside/books/journals/$journalId' });
  const { data: journal, error, isError, refetch, dataUpdatedAt } = useQuery(journalQuery(journalId));
  if (isError && !journal) return <Failure error={error} retry={() => void refetch()} />;
  if (!journal) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <>
      <PageHead
        title={`${text('books:journal')} ${journal.book} #${journal.sequence}`}
        crumbs={[
          { label: text('books:journals'), link: { to: '/books/journals' } },
          { label: bookName(journal.book), link: { to: '/books/journals', search: { book: journal.book } } },
        ]}
        lead={text('books:immutable')}
        readAt={dataUpdatedAt}
      />
      <div className="stack" data-testid="journal">
        <Postings journal={journal} />
        <div className="columns halves">
          <Facts journal={journal} />
          <JournalSource journal={journal} />
        </div>
        <ChainPlace journal={journal} />
      </div>
    </>
  );
}
