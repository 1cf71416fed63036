import type { LenderFunding, PayLaterProgramme, PayLaterProgrammes } from '@jinqiao/api';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Descriptions, Input, Segmented, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { read, write } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { KeyFigures, Money } from '../../components/figures.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { grouped } from '../../format/decimal.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { payLater as texts } from '../../i18n/texts/pay-later.ts';

addTexts('payLater', texts);

const KEY = ['pay-later', 'programmes'];
const programmesQuery = queryOptions({ queryKey: KEY, queryFn: ({ signal }) => read<PayLaterProgrammes>('/pay-later/programmes', {}, signal) });
const SOURCES = ['own-capital', 'bank-loan', 'shareholder-loan', 'securitised-pool'] as const;
const DIRECTIONS = ['raise', 'repay'] as const;

function useChanged(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: KEY });
}

function Propose({ programmeId }: { programmeId: string }) {
  const { text } = useText();
  const [source, setSource] = useState<(typeof SOURCES)[number]>('own-capital');
  const [direction, setDirection] = useState<(typeof DIRECTIONS)[number]>('raise');
  const [given, setGiven] = useState({ amount: '', reference: '' });
  const command = useCommand<{ source: string; direction: string; amount: string; reference: string }, LenderFunding>(
    (body, key) => write('POST', `/pay-later/programmes/${encodeURIComponent(programmeId)}/fundings`, key, body),
    useChanged(),
    ['propose-funding', programmeId],
  );
  return (
    <div className="stack" data-testid="propose-funding">
      <Space wrap>
        <Segmented value={direction} onChange={setDirection} options={DIRECTIONS.map((value) => ({ value, label: text(`payLater:direction.${value}`) }))} />
        <Segmented value={source} onChange={setSource} options={SOURCES.map((value) => ({ value, label: text(`payLater:source.${value}`) }))} />
      </Space>
      <div className="proposal-form">
        {(['amount', 'reference'] as const).map((field) => (
          <div key={field} className="field">
            <label className="field-label" htmlFor={`funding-${field}`}>
              {text(`payLater:${field}`)}
            </label>
            <Input
              id={`funding-${field}`}
              value={given[field]}
              onChange={(event) => setGiven({ ...given, [field]: event.target.value })}
              data-testid={`funding-${field}`}
            />
          </div>
        ))}
      </div>
      {command.error && <FailureAlert error={command.error} />}
      <Button
        type="primary"
        disabled={given.amount.trim() === '' || given.reference.trim() === ''}
        loading={command.isPending}
        onClick={() => command.mutate({ ...given, source, direction })}
        data-testid="funding-submit"
      >
        {text('payLater:propose')}
      </Button>
    </div>
  );
}

function Verdict({ funding }: { funding: LenderFunding }) {
  const { text } = useText();
  const session = useSession();
  const may = useMay('decide-funding');
  const command = useCommand<{ approve: boolean }, LenderFunding>(
    (body, key) => write('POST', `/pay-later/fundings/${encodeURIComponent(funding.id)}/verdict`, key, body),
    useChanged(),
    ['decide-funding', funding.id],
  );
  if (funding.state !== 'proposed' || !may || session?.login === funding.madeBy) return <>{funding.checkedBy ?? '–'}</>;
  return (
    <Space direction="vertical">
      <Space>
        <Button size="small" type="primary" loading={command.isPending} onClick={() => command.mutate({ approve: true })} data-testid="approve-funding">
          {text('payLater:approve')}
        </Button>
        <Button size="small" onClick={() => command.mutate({ approve: false })}>
          {text('payLater:reject')}
        </Button>
      </Space>
      {command.error && <FailureAlert error={command.error} />}
    </Space>
  );
}

function Lender({ programme: { id, lender, fundings } }: { programme: PayLaterProgramme }) {
  const { text, term } = useText();
  const may = useMay('propose-funding');
  if (!lender) return null;
  const multiple = (of: { multiple: string; limit: string | null }) => `${of.multiple}${of.limit ? ` · ${text('payLater:limitOf', { limit: of.limit })}` : ''}`;
  const items = [
    { key: 'cash', label: text('payLater:cash'), children: <Money value={lender.cash} /> },
    { key: 'netAssets', label: text('payLater:netAssets'), children: <Money value={lender.netAssets} /> },
    { key: 'nonStandard', label: text('payLater:nonStandard'), children: <span className="num">{multiple(lender.nonStandard)}</span> },
    { key: 'standard', label: text('payLater:standard'), children: <span className="num">{multiple(lender.standard)}</span> },
    ...lender.sources.map(({ source, amount }) => ({
      key: source,
      label: text(`payLater:source.${source}`),
      children: <span className="num">{grouped(amount)}</span>,
    })),
  ];
  const columns: Column<LenderFunding>[] = [
    dateColumn('madeOn', text('common:date'), (row) => row.madeOn),
    textColumn('source', text('payLater:source'), (row) => term('payLater:source', row.source)),
    textColumn('direction', text('payLater:direction'), (row) => term('payLater:direction', row.direction)),
    moneyColumn('amount', text('payLater:amount'), (row) => row.amount),
    textColumn('reference', text('payLater:reference'), (row) => row.reference),
    textColumn('maker', text('payLater:maker'), (row) => row.madeBy),
    textColumn('checker', text('payLater:checker'), (row) => row.checkedBy, { render: (row) => <Verdict funding={row} /> }),
    textColumn('state', text('common:state'), (row) => term('payLater:funding', row.state), {
      render: (row) => <StateTag area="payLater:funding" state={row.state} />,
    }),
  ];
  return (
    <>
      <Section title={text('payLater:lender')}>
        <div className="stack" data-testid="lender">
          <Descriptions size="small" column={2} items={items} />
          {may && <Propose programmeId={id} />}
        </div>
      </Section>
      <Section title={text('payLater:fundings')} flush>
        <DataTable columns={columns} rows={fundings} rowKey={(row) => row.id} empty={text('payLater:noFundings')} testId="fundings" />
      </Section>
    </>
  );
}

function Programme({ programme }: { programme: PayLaterProgramme }) {
  const { text, choose, term } = useText();
  const figures = [
    { key: 'customers', label: text('payLater:customers'), value: <span className="num">{programme.customers}</span> },
    { key: 'frozen', label: text('payLater:frozen'), value: <Money value={programme.frozen} /> },
    { key: 'outstanding', label: text('payLater:outstanding'), value: <Money value={programme.outstanding} /> },
    { key: 'overdue', label: text('payLater:overdue'), value: <Money value={programme.overdue} /> },
  ];
  return (
    <div className="stack">
      <Section title={`${choose(programme.nameZh, programme.name)} · ${term('payLater:product', programme.product)}`}>
        <div className="stack">
          <div>
            {text('payLater:creditor')} {choose(programme.creditor.nameZh, programme.creditor.name)} · {text('payLater:book')}{' '}
            <Link to="/books/trial-balance" search={{ book: programme.book }} className="link id">
              {programme.book}
            </Link>{' '}
            ·{' '}
            <Link to="/pay-later/purchases" search={{ programmeId: programme.id }} className="link">
              {text('payLater:purchases')}
            </Link>
          </div>
          <KeyFigures figures={figures} testId={`figures-${programme.id}`} />
        </div>
      </Section>
      <Lender programme={programme} />
    </div>
  );
}

/** Pay-later programmes: what is used of them, and a lender's money by maker and checker. */
export function PayLaterProgrammesPage() {
  const { text } = useText();
  const { data, error, isError, refetch, dataUpdatedAt } = useQuery(programmesQuery);
  return (
    <>
      <PageHead title={text('payLater:title')} readAt={dataUpdatedAt} />
      {isError && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !isError && <Skeleton active paragraph={{ rows: 8 }} />}
      <div className="stack">
        {data?.items.map((programme) => (
          <Programme key={programme.id} programme={programme} />
        ))}
      </div>
    </>
  );
}
