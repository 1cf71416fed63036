import { ReloadOutlined } from '@ant-design/icons';
import type { CreditReview, DecisionRunDetail } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Alert, Button, Skeleton, Tag } from 'antd';
import { runQuery, useReplay } from '../../api/credit.ts';
import { type Column, CustomerLink, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { type Figure, KeyFigures, Money } from '../../components/figures.tsx';
import { ObjectTabs } from '../../components/object-tabs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { grouped } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { DecisionInputs } from './decision-inputs.tsx';
import { DecisionTrail } from './decision-trail.tsx';
import { Engines } from './engines.tsx';
import { OutcomeTag, ReasonName } from './shared.tsx';

function Replayed({ replay }: { replay: ReturnType<typeof useReplay> }) {
  const { text } = useText();
  if (replay.isError) return <FailureAlert error={replay.error} />;
  if (!replay.data) return null;
  const { equal, differs, outcome, limit } = replay.data;
  const said = equal
    ? text('credit:replayEqual', { outcome: text(`credit:outcome.${outcome}`), limit: grouped(limit) })
    : text('credit:replayDiffers', { steps: differs.join(', ') });
  return <Alert type={equal ? 'success' : 'error'} showIcon title={said} data-testid="replayed" />;
}

function Reviews({ reviews }: { reviews: readonly CreditReview[] }) {
  const { text } = useText();
  const columns: Column<CreditReview>[] = [
    dateColumn('opened', text('common:businessDate'), (review) => review.openedOn),
    textColumn('origin', text('credit:origin'), (review) => text(`credit:origin.${review.origin}`)),
    textColumn('state', text('common:state'), (review) => text(`credit:state.${review.state}`), {
      render: (review) => <StateTag area="credit:state" state={review.state} />,
    }),
    textColumn('verdict', text('credit:verdict'), (review) => review.verdict, {
      render: (review) => (review.verdict ? <OutcomeTag outcome={review.verdict} /> : '–'),
    }),
    moneyColumn('limit', text('credit:givenLimit'), (review) => review.limit),
    textColumn('by', `${text('credit:maker')} / ${text('credit:checker')}`, (review) => `${review.decidedBy ?? '–'} / ${review.checkedBy ?? '–'}`),
    textColumn('reason', text('common:reason'), (review) => review.reason),
  ];
  return <DataTable columns={columns} rows={reviews} rowKey={(review) => review.id} empty={text('credit:reviewsEmpty')} testId="run-reviews" />;
}

function useFigures(): (run: DecisionRunDetail) => Figure[] {
  const { text } = useText();
  return (run) => [
    { key: 'limit', label: `${text('credit:limit')} (CNY)`, value: <Money value={run.limit} /> },
    { key: 'score', label: text('credit:score'), value: <span className="num">{run.score ?? '–'}</span> },
    { key: 'code', label: text('credit:code'), value: <ReasonName code={run.code} /> },
    {
      key: 'flow',
      label: text('credit:flowVersion'),
      value: (
        <Link to="/risk/flows" search={{ name: run.flow, version: String(run.version) }} className="link">
          {run.flow} v{run.version}
        </Link>
      ),
    },
    { key: 'at', label: text('credit:decidedAt'), value: <span className="num">{run.businessDate}</span>, note: localTime(run.decidedAt) },
  ];
}

/** One decision: steps, inputs, both engines, what people made of it, and whether it can be made again. */
export function RiskDecisionPage() {
  const { text } = useText();
  const { runId } = useParams({ from: '/inside/risk/decisions/$runId' });
  const { tab } = useSearch({ from: '/inside/risk/decisions/$runId' });
  const navigate = useNavigate();
  const { data: run, error, isError, refetch, dataUpdatedAt } = useQuery(runQuery(runId));
  const replay = useReplay(runId);
  const figures = useFigures();
  if (isError && !run) return <Failure error={error} retry={() => void refetch()} />;
  if (!run) return <Skeleton active paragraph={{ rows: 14 }} />;
  const tabs = [
    { key: 'trail', label: text('credit:tab.trail'), children: <DecisionTrail run={run} /> },
    { key: 'inputs', label: text('credit:tab.inputs'), children: <DecisionInputs run={run} /> },
    { key: 'engines', label: text('credit:tab.engines'), children: <Engines run={run} /> },
    { key: 'reviews', label: text('credit:tab.reviews'), children: <Reviews reviews={run.reviews} /> },
  ];
  return (
    <>
      <PageHead
        title={`${text('credit:one')} ${run.id.slice(0, 16)}…`}
        crumbs={[{ label: text('credit:decisions'), link: { to: '/risk/decisions' } }]}
        readAt={dataUpdatedAt}
        tags={
          <>
            <OutcomeTag outcome={run.outcome} />
            {!run.effective && <Tag>{text('credit:notEffective')}</Tag>}
          </>
        }
        actions={
          <Button icon={<ReloadOutlined />} loading={replay.isPending} onClick={() => replay.mutate()} data-testid="replay">
            {text('credit:replay')}
          </Button>
        }
        lead={
          <>
            {text('credit:customer')} <CustomerLink id={run.customerId} name={run.customerName} /> · {text('credit:application')}{' '}
            <span className="id">{run.subject}</span>
          </>
        }
      />
      <div className="stack">
        <Replayed replay={replay} />
        <KeyFigures figures={figures(run)} testId="run-figures" />
      </div>
      <ObjectTabs
        testId="run-tabs"
        active={tab}
        items={tabs}
        onChange={(next) => void navigate({ to: '/risk/decisions/$runId', params: { runId }, search: { tab: next } })}
      />
    </>
  );
}
