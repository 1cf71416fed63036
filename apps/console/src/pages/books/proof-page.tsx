import type { BookProof } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Empty, Skeleton, Tag } from 'antd';
import { bookProofQuery, booksQuery } from '../../api/queries.ts';
import { type Column, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { type Figure, KeyFigures } from '../../components/figures.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { localTime, shanghaiTime } from '../../format/dates.ts';
import { grouped } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { BookPicker, useBookName } from './names.tsx';
import { VerifyBook } from './verify-book.tsx';

type Link = BookProof['links'][number];
type Checkpoint = BookProof['checkpoints'][number];
const PENDING_SHOWN = 1_000;

function useFigures(): (proof: BookProof) => Figure[] {
  const { text } = useText();
  return (proof) => [
    { key: 'journals', label: text('ledger:journalsSoFar'), value: <span className="num">{grouped(proof.sequence)}</span> },
    { key: 'batches', label: text('ledger:batches'), value: <span className="num">{grouped(proof.batch)}</span> },
    {
      key: 'signed',
      label: text('ledger:signedUpTo'),
      value: <span className="num">{proof.signedSequence === null ? text('ledger:neverSigned') : grouped(proof.signedSequence)}</span>,
      ...(proof.signedAt && { note: shanghaiTime(proof.signedAt) }),
    },
    {
      key: 'pending',
      label: text('ledger:pendingOpen'),
      value: <span className="num">{proof.pending > PENDING_SHOWN ? text('ledger:moreThan', { count: PENDING_SHOWN }) : proof.pending}</span>,
    },
    {
      key: 'posted',
      label: text('ledger:postedAt'),
      value: <span className="num">{proof.postedAt === null ? '–' : localTime(proof.postedAt).slice(0, 10)}</span>,
      ...(proof.postedAt && { note: shanghaiTime(proof.postedAt).slice(11) }),
    },
  ];
}

function Hash({ value }: { value: string }) {
  return (
    <span className="id wide" title={value}>
      {value}
    </span>
  );
}

function Checkpoints({ checkpoints }: { checkpoints: readonly Checkpoint[] }) {
  const { text } = useText();
  const columns: Column<Checkpoint>[] = [
    textColumn('sequence', text('books:sequence'), (point) => point.sequence, { render: (point) => <span className="num">{grouped(point.sequence)}</span> }),
    textColumn('hash', text('ledger:hash'), (point) => point.hash, { render: (point) => <Hash value={point.hash} /> }),
    textColumn('key', text('ledger:key'), (point) => point.keyId, { render: (point) => <span className="id">{point.keyId}</span> }),
    dateColumn('signedAt', text('ledger:signedAt'), (point) => localTime(point.signedAt), { width: 170 }),
    textColumn('onChain', text('common:state'), (point) => text(point.onChain ? 'ledger:onChain' : 'ledger:offChain'), {
      render: (point) => <Tag color={point.onChain ? 'success' : 'error'}>{text(point.onChain ? 'ledger:onChain' : 'ledger:offChain')}</Tag>,
    }),
  ];
  return (
    <Section flush title={text('ledger:checkpoints')}>
      <DataTable
        columns={columns}
        rows={checkpoints}
        rowKey={(point) => `${point.batch} ${point.keyId}`}
        empty={text('ledger:checkpointsEmpty')}
        testId="checkpoints"
      />
    </Section>
  );
}

function Links({ book, links }: { book: string; links: readonly Link[] }) {
  const { text } = useText();
  const columns: Column<Link>[] = [
    textColumn('batch', text('ledger:batch'), (link) => link.batch, { width: 100, render: (link) => <span className="num">{grouped(link.batch)}</span> }),
    textColumn('journals', text('ledger:runRange'), (link) => `${link.first}–${link.last}`, {
      render: (link) => (
        <span className="num">
          {grouped(link.first)} – {grouped(link.last)}
        </span>
      ),
    }),
    textColumn('hash', text('ledger:hash'), (link) => link.hash, { render: (link) => <Hash value={link.hash} /> }),
    dateColumn('postedAt', text('ledger:postedColumn'), (link) => (link.postedAt === null ? null : localTime(link.postedAt)), { width: 190 }),
  ];
  return (
    <Section flush title={text('ledger:links')} extra={<ExportRows name={`chain-${book}`} columns={columns} rows={links} />}>
      <DataTable columns={columns} rows={links} rowKey={(link) => link.batch} empty={text('ledger:linksEmpty')} testId="links" />
    </Section>
  );
}

/** Whoever keeps the head can tell later that nothing before it was altered. */
function Head({ head }: { head: string }) {
  const { text } = useText();
  return (
    <span className="chain-head" title={text('ledger:headsNote')} data-testid="chain-head">
      <span className="muted">{text('ledger:head')}</span> <code>{head}</code>
    </span>
  );
}

export function ProofPage() {
  const { text } = useText();
  const bookName = useBookName();
  const { book: chosen, from, through } = useSearch({ from: '/inside/books/proof' });
  const navigate = useNavigate();
  const books = useQuery(booksQuery);
  const book = chosen ?? books.data?.items[0]?.book ?? '';
  const figures = useFigures();
  const query = useQuery({ ...bookProofQuery(book), enabled: book !== '' });
  const proof = query.data;
  return (
    <>
      <PageHead
        title={book === '' ? text('ledger:proof') : `${text('ledger:proof')} · ${bookName(book)}`}
        crumbs={[{ label: text('shell:nav.books') }]}
        lead={text('ledger:proofLead')}
        readAt={query.dataUpdatedAt}
      />
      <div className="toolbar">
        <BookPicker value={book || undefined} onChange={(next) => void navigate({ to: '/books/proof', search: { book: next } })} testId="proof-book" required />
        {proof && <Head head={proof.head} />}
      </div>
      {books.isSuccess && book === '' && <Empty description={text('ledger:trialEmpty')} />}
      {query.isError && !proof && <Failure error={query.error} retry={() => void query.refetch()} />}
      {!proof && !query.isError && book !== '' && <Skeleton active paragraph={{ rows: 10 }} />}
      {proof && (
        <div className="stack" data-testid="proof">
          <KeyFigures figures={figures(proof)} testId="proof-figures" />
          <VerifyBook key={`${book} ${from ?? ''} ${through ?? ''}`} proof={proof} from={from ?? ''} through={through ?? ''} />
          <Checkpoints checkpoints={proof.checkpoints} />
          <Links book={book} links={proof.links} />
        </div>
      )}
    </>
  );
}
