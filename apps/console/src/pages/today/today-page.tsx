import { CheckOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton, Tooltip } from 'antd';
import { useState } from 'react';
import { businessDayQuery } from '../../api/queries.ts';
import { useMay, useSees, useSession } from '../../app/session.ts';
import { Failure } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { weekday } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import { ProgrammeList } from '../programmes/programme-list.tsx';
import { Alerts } from './alerts.tsx';
import { ClosePanel } from './close-panel.tsx';
import { CloseSteps } from './close-steps.tsx';
import { CloseSummaryCard } from './close-summary.tsx';

function CloseButton({ closing, onOpen }: { closing: boolean; onOpen: () => void }) {
  const { text, term } = useText();
  const may = useMay('close');
  const role = useSession()?.role ?? '';
  const why = may ? '' : text('common:mayNot', { role: term('shell:role', role) });
  return (
    <Tooltip title={why}>
      <Button type="primary" icon={<CheckOutlined />} disabled={!may} loading={closing} onClick={onOpen} data-testid="close-open">
        {text(closing ? 'today:closeRunning' : 'today:closeAction')}
      </Button>
    </Tooltip>
  );
}

export function TodayPage() {
  const { text, language } = useText();
  const [open, setOpen] = useState(false);
  const sees = useSees();
  const wholeHouse = sees('/reconciliation/breaks');
  const { data: day, error, refetch, dataUpdatedAt, isPending } = useQuery(businessDayQuery);
  const title = text('today:title');
  if (isPending) {
    return (
      <>
        <PageHead title={title} />
        <Skeleton active paragraph={{ rows: 12 }} />
      </>
    );
  }
  if (!day) {
    return (
      <>
        <PageHead title={title} />
        <Failure error={error} retry={() => void refetch()} />
      </>
    );
  }
  return (
    <>
      <PageHead title={title} readAt={dataUpdatedAt} actions={<CloseButton closing={day.closing} onOpen={() => setOpen(true)} />} />
      <section className="day-line" data-testid="today-summary">
        <div>
          <span className="muted">{text('today:openDay')}</span>
          <strong className="num" data-testid="today-current">
            {day.current} <small>{weekday(day.current, language)}</small>
          </strong>
        </div>
        <div>
          <span className="muted">{text('today:lastClosed')}</span>
          <strong className="num" data-testid="today-last-closed">
            {day.lastClosed ?? text('today:neverClosed')}
          </strong>
        </div>
      </section>
      {!wholeHouse && sees('/programmes') && <ProgrammeList />}
      {wholeHouse && (
        <div className="columns today-columns">
          <div className="stack">
            <CloseSteps day={day} />
            <CloseSummaryCard summary={day.summary} />
          </div>
          <Alerts day={day} />
        </div>
      )}
      {open && <ClosePanel day={day} onClose={() => setOpen(false)} />}
    </>
  );
}
