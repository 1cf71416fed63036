import type { EngineAgreement } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Empty, Skeleton } from 'antd';
import { agreementQuery } from '../../api/credit.ts';
import { businessDayQuery } from '../../api/queries.ts';
import { type Column, countColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { Count, type Figure, KeyFigures } from '../../components/figures.tsx';
import { DateField } from '../../components/filters.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProgrammeSelect, useProgramme } from '../../components/programme-select.tsx';
import { Section } from '../../components/section.tsx';
import { addDays } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import { OutcomeTag, ReasonName } from './shared.tsx';

const SHOWN_DAYS = 30;
type Cell = EngineAgreement['cells'][number];
type Band = EngineAgreement['byScore'][number];

const sum = (cells: readonly Cell[], which: (cell: Cell) => boolean) => cells.filter(which).reduce((total, { count }) => total + count, 0);

function useFigures(): (agreement: EngineAgreement) => Figure[] {
  const { text } = useText();
  return ({ cells, limits }) => {
    const asked = sum(cells, ({ bank }) => bank !== null);
    const agreed = sum(cells, ({ platform, bank }) => platform === 'approve' && bank === 'APPROVED');
    return [
      { key: 'all', label: text('credit:applications'), value: <Count value={sum(cells, () => true)} /> },
      { key: 'asked', label: text('credit:handedOver'), value: <Count value={asked} /> },
      {
        key: 'agreed',
        label: text('credit:agreed'),
        value: <Count value={agreed} />,
        ...(asked > 0 && { note: `${((agreed / asked) * 100).toFixed(1)} %` }),
      },
      { key: 'lower', label: text('credit:bankLower'), value: <Count value={limits.bankLower} /> },
      { key: 'equal', label: text('credit:limitEqual'), value: <Count value={limits.equal} /> },
      { key: 'higher', label: text('credit:platformLower'), value: <Count value={limits.platformLower} /> },
      { key: 'none', label: text('credit:noBankLimit'), value: <Count value={limits.noBankLimit} /> },
    ];
  };
}

function Bar({ band }: { band: Band }) {
  const total = Math.max(1, band.approved + band.manual + band.rejected);
  const width = (count: number) => ({ width: `${(count / total) * 100}%` });
  return (
    <div className="agreement-bar" aria-hidden="true">
      <span className="approved" style={width(band.approved)} />
      <span className="manual" style={width(band.manual)} />
      <span className="rejected" style={width(band.rejected)} />
    </div>
  );
}

function Tables({ agreement }: { agreement: EngineAgreement }) {
  const { text } = useText();
  const cells: Column<Cell>[] = [
    textColumn('platform', text('credit:platformEngine'), (cell) => text(`credit:outcome.${cell.platform}`), {
      render: (cell) => <OutcomeTag outcome={cell.platform} />,
    }),
    textColumn('bank', text('credit:bankEngine'), (cell) => text(`credit:bank.${cell.bank ?? 'none'}`)),
    countColumn('count', text('credit:applications'), (cell) => cell.count),
  ];
  const bands: Column<Band>[] = [
    textColumn('from', text('credit:scoreBand'), (band) => `${band.from}–${band.from + 49}`, {
      render: (band) => <span className="num">{`${band.from}–${band.from + 49}`}</span>,
    }),
    countColumn('approved', text('credit:bank.APPROVED'), (band) => band.approved),
    countColumn('manual', text('credit:bank.MANUAL'), (band) => band.manual),
    countColumn('rejected', text('credit:bank.REJECTED'), (band) => band.rejected),
    textColumn('bar', '', () => '', { render: (band) => <Bar band={band} /> }),
  ];
  const codes: Column<EngineAgreement['codes'][number]>[] = [
    textColumn('code', text('credit:code'), (row) => row.code, { render: (row) => <ReasonName code={row.code} /> }),
    countColumn('count', text('credit:applications'), (row) => row.count),
  ];
  return (
    <div className="engines">
      <Section flush title={text('credit:agreement')}>
        <DataTable
          columns={cells}
          rows={agreement.cells}
          rowKey={(cell) => `${cell.platform} ${cell.bank}`}
          empty={text('credit:noAgreement')}
          testId="agreement-cells"
        />
      </Section>
      <Section flush title={text('credit:bankCodes')}>
        <DataTable columns={codes} rows={agreement.codes} rowKey={(row) => row.code} empty={text('credit:none')} testId="agreement-codes" />
      </Section>
      <Section flush title={text('credit:byScore')}>
        <DataTable columns={bands} rows={agreement.byScore} rowKey={(band) => String(band.from)} empty={text('credit:noAgreement')} testId="agreement-scores" />
      </Section>
    </div>
  );
}

/** How the platform's engine and the bank's answered the same applications. */
export function AgreementPage() {
  const { text } = useText();
  const search = useSearch({ from: '/inside/risk/agreement' });
  const navigate = useNavigate();
  const today = useQuery(businessDayQuery).data?.current ?? '';
  const { programmes, programme } = useProgramme(search.programmeId);
  const through = search.through ?? today;
  const from = search.from ?? (today && addDays(today, -SHOWN_DAYS));
  const query = useQuery({ ...agreementQuery(programme?.id ?? '', from, through), enabled: programme !== undefined && through !== '' });
  const figures = useFigures();
  const go = (change: Partial<typeof search>) => void navigate({ to: '/risk/agreement', search: { ...search, ...change } });
  return (
    <>
      <PageHead title={text('credit:agreement')} lead={text('credit:agreementLead')} readAt={query.dataUpdatedAt} />
      <div className="compliance-line">
        <ProgrammeSelect programmes={programmes} value={programme?.id} onChange={(programmeId) => go({ programmeId })} />
        <DateField value={from} onChange={(next) => go({ from: next })} label={text('credit:from')} testId="agreement-from" />
        <DateField value={through} onChange={(next) => go({ through: next })} label={text('credit:through')} testId="agreement-through" />
      </div>
      {query.isError && !query.data && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && programme && <Skeleton active paragraph={{ rows: 8 }} />}
      {query.data && query.data.cells.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('credit:noAgreement')} />}
      {query.data && query.data.cells.length > 0 && (
        <div className="stack">
          <KeyFigures figures={figures(query.data)} testId="agreement-figures" />
          <Tables agreement={query.data} />
        </div>
      )}
    </>
  );
}
