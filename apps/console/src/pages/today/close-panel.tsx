import type { BusinessDay } from '@jinqiao/api';
import { Alert, App, Button, Drawer, Segmented } from 'antd';
import { useState } from 'react';
import { useClose } from '../../api/commands.ts';
import { useSession } from '../../app/session.ts';
import { BeforeAfter } from '../../components/before-after.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { DateField } from '../../components/filters.tsx';
import { addDays, daysBetween, isDate, monthEnd } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';

const REACHES = ['day', 'week', 'month', 'quarter'] as const;
type Reach = (typeof REACHES)[number];

function reachOf(reach: Reach, from: string): string {
  const ends: Record<Reach, string> = { day: from, week: addDays(from, 6), month: monthEnd(from), quarter: monthEnd(from, 2) };
  return ends[reach];
}

const EFFECTS = ['today:panel.effect.collect', 'today:panel.effect.age', 'today:panel.effect.margin', 'today:panel.effect.books'] as const;

/** Closing days: through which date, what it moves, and what will happen on the way. */
export function ClosePanel({ day, onClose }: { day: BusinessDay; onClose: () => void }) {
  const { text } = useText();
  const { message } = App.useApp();
  const session = useSession();
  const [through, setThrough] = useState(day.current);
  const close = useClose();
  const early = isDate(through) && through < day.current;
  const valid = isDate(through) && !early;
  const run = () =>
    close.mutate(
      { through },
      {
        onSuccess: () => {
          void message.success(text('today:panel.started'));
          onClose();
        },
      },
    );
  const footer = (
    <div className="panel-foot">
      <Button onClick={onClose}>{text('common:cancel')}</Button>
      <Button type="primary" disabled={!valid} loading={close.isPending} onClick={run} data-testid="close-run">
        {text('today:panel.run', { date: valid ? through : '…' })}
      </Button>
    </div>
  );
  return (
    <Drawer open title={text('today:panel.title')} size={480} onClose={onClose} footer={footer} data-testid="close-panel">
      <div className="stack">
        <div className="field">
          <span className="field-label">{text('today:panel.through')}</span>
          <DateField value={through} onChange={setThrough} label={text('today:panel.through')} min={day.current} testId="close-through" />
          <Segmented<Reach | ''>
            value={REACHES.find((reach) => reachOf(reach, day.current) === through) ?? ''}
            onChange={(reach) => reach !== '' && setThrough(reachOf(reach, day.current))}
            options={REACHES.map((reach) => ({ value: reach, label: text(`today:panel.${reach}`) }))}
          />
          {early && <span className="bad">{text('today:panel.tooEarly', { date: day.current })}</span>}
        </div>
        <BeforeAfter
          rows={[
            [text('today:openDay'), day.current, valid ? addDays(through, 1) : '–'],
            [text('today:lastClosed'), day.lastClosed ?? '–', valid ? through : '–'],
            [text('today:panel.count'), '–', valid ? String(daysBetween(day.current, through) + 1) : '–'],
          ]}
        />
        <div className="field">
          <span className="field-label">{text('today:panel.effect')}</span>
          <ol className="effects">
            {EFFECTS.map((effect) => (
              <li key={effect}>{text(effect)}</li>
            ))}
          </ol>
        </div>
        <p className="muted">
          {text('common:maker')} {session?.name}
        </p>
        <Alert type="warning" showIcon title={text('today:panel.final')} />
        {close.isError && <FailureAlert error={close.error} />}
      </div>
    </Drawer>
  );
}
