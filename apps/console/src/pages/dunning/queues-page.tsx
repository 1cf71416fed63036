import type { DunningQueues, DunningStrategy } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { dunningQueuesQuery, useDunningCommand } from '../../api/dunning.ts';
import { businessDayQuery } from '../../api/queries.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, countColumn, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure, FailureAlert } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { addDays } from '../../format/dates.ts';
import { grouped } from '../../format/decimal.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { dunning as texts } from '../../i18n/texts/dunning.ts';
import { FormFoot, TextField } from './fields.tsx';

addTexts('dunning', texts);

type Queue = DunningQueues['queues'][number];

/** What a queue takes, in words. */
function useCondition(): (queue: Queue) => string {
  const { text } = useText();
  return ({ daysFrom, daysThrough, owedFrom, scoreBelow, brokenPromises }) => {
    const parts = [
      ...(daysFrom === undefined && daysThrough === undefined ? [] : [text('dunning:rule.days', { from: daysFrom ?? 1, through: daysThrough ?? '…' })]),
      ...(owedFrom === undefined
        ? []
        : [text('dunning:rule.owed', { amount: grouped(`${owedFrom.slice(0, -2) || '0'}.${owedFrom.slice(-2).padStart(2, '0')}`) })]),
      ...(scoreBelow === undefined ? [] : [text('dunning:rule.score', { score: scoreBelow })]),
      ...(brokenPromises === undefined ? [] : [text('dunning:rule.broken', { count: brokenPromises })]),
    ];
    return parts.length === 0 ? text('dunning:rule.rest') : parts.join('；');
  };
}

function useQueueColumns(): Column<Queue>[] {
  const { text, choose } = useText();
  const condition = useCondition();
  return [
    textColumn('queue', text('dunning:queue'), (queue) => choose(queue.zh, queue.en), {
      render: (queue) => (
        <Link to="/risk/dunning" search={{ queue: queue.queue }} className="link">
          {choose(queue.zh, queue.en)}
        </Link>
      ),
    }),
    textColumn('rule', text('dunning:rule'), condition),
    countColumn('free', text('dunning:free'), (queue) => queue.free),
    countColumn('held', text('dunning:held'), (queue) => queue.held),
    moneyColumn('owed', text('dunning:owed'), (queue) => queue.owed),
  ];
}

function Verdict({ strategy }: { strategy: DunningStrategy }) {
  const { text } = useText();
  const session = useSession();
  const may = useMay('rule-dunning');
  const command = useDunningCommand<{ approve: boolean }>(`strategies/${strategy.id}/verdict`);
  if (strategy.state !== 'proposed' || !may || session?.login === strategy.madeBy) return <>{strategy.checkedBy ?? '–'}</>;
  return (
    <Space direction="vertical">
      <Space>
        <Button size="small" type="primary" loading={command.isPending} onClick={() => command.mutate({ approve: true })}>
          {text('dunning:approve')}
        </Button>
        <Button size="small" onClick={() => command.mutate({ approve: false })}>
          {text('dunning:reject')}
        </Button>
      </Space>
      {command.error && <FailureAlert error={command.error} />}
    </Space>
  );
}

function Propose({ data, today }: { data: DunningQueues; today: string }) {
  const { text } = useText();
  const inForce = { queues: data.queues.map(({ free: _f, held: _h, owed: _o, ...rule }) => rule), messages: data.messages };
  const [body, setBody] = useState(JSON.stringify(inForce, null, 2));
  const [from, setFrom] = useState(addDays(today, 1));
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState(false);
  const command = useDunningCommand<object>('strategies', () => setReason(''));
  const submit = () => {
    try {
      setWrong(false);
      command.mutate({ from, body: JSON.parse(body), reason });
    } catch {
      setWrong(true);
    }
  };
  return (
    <Section title={text('dunning:newRules')}>
      <div className="stack" data-testid="strategy-form">
        <TextField id="strategy-body" label={text('dunning:rule')} value={body} onChange={setBody} rows={12} max={20_000} />
        <div className="form-pair">
          <TextField id="strategy-from" label={text('dunning:from')} value={from} onChange={setFrom} max={10} />
          <TextField id="strategy-reason" label={text('dunning:reason')} value={reason} onChange={setReason} />
        </div>
        <FormFoot
          error={wrong ? new Error(text('dunning:rulesWrong')) : command.error}
          pending={command.isPending}
          disabled={reason.trim().length < 4}
          label={text('dunning:propose')}
          onSubmit={submit}
          testId="strategy-submit"
        />
      </div>
    </Section>
  );
}

export function DunningQueuesPage() {
  const { text, term } = useText();
  const may = useMay('rule-dunning');
  const today = useQuery(businessDayQuery).data?.current;
  const { data, error, isError, refetch, dataUpdatedAt } = useQuery(dunningQueuesQuery);
  const columns = useQueueColumns();
  const versions: Column<DunningStrategy>[] = [
    dateColumn('from', text('dunning:from'), (row) => row.from),
    textColumn('reason', text('dunning:reason'), (row) => row.reason),
    textColumn('queues', text('dunning:queue'), (row) => row.body.queues.map(({ zh }) => zh).join('、')),
    textColumn('maker', text('dunning:madeBy'), (row) => row.madeBy),
    textColumn('state', text('common:state'), (row) => term('dunning:state', row.state), {
      render: (row) => <StateTag area="dunning:state" state={row.state} />,
    }),
    textColumn('checker', text('reconciliation:checker'), (row) => row.checkedBy, { render: (row) => <Verdict strategy={row} /> }),
  ];
  return (
    <>
      <PageHead title={text('dunning:queues')} lead={text('dunning:queuesLead')} readAt={dataUpdatedAt} />
      {isError && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !isError && <Skeleton active paragraph={{ rows: 8 }} />}
      {data && (
        <div className="stack">
          <Section flush title={text('dunning:queues')}>
            <DataTable columns={columns} rows={data.queues} rowKey={(row) => row.queue} empty={text('common:noData')} testId="queues" />
          </Section>
          <Section title={text('dunning:messages')}>
            {data.messages.map(({ daysPastDue, template }) => (
              <p key={`${daysPastDue} ${template}`}>{text('dunning:messageRule', { days: daysPastDue, template: term('dunning:template', template) })}</p>
            ))}
          </Section>
          <Section flush title={text('dunning:versions')}>
            <DataTable columns={versions} rows={data.strategies} rowKey={(row) => row.id} empty={text('dunning:noVersions')} testId="strategies" />
          </Section>
          {may && today && <Propose data={data} today={today} />}
        </div>
      )}
    </>
  );
}
