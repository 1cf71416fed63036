import type { BreakItem } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Descriptions, Input, Radio } from 'antd';
import { useState } from 'react';
import { useResolveBreak } from '../../api/commands.ts';
import { programmesQuery } from '../../api/queries.ts';
import { useMay, useSession } from '../../app/session.ts';
import { BeforeAfter } from '../../components/before-after.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { Money } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { difference } from './difference.ts';

const RESOLUTIONS = ['accept-theirs', 'claim', 'next-day', 'no-action'] as const;
type Resolution = (typeof RESOLUTIONS)[number];
const REASON_MIN = 4;
const REASON_MAX = 500;

function Facts({ item }: { item: BreakItem }) {
  const { text, term, choose } = useText();
  const programme = useQuery(programmesQuery).data?.items.find((candidate) => candidate.id === item.programmeId);
  const items = [
    { key: 'date', label: text('common:date'), children: <span className="num">{item.date}</span> },
    { key: 'type', label: text('reconciliation:type'), children: term('reconciliation:type', item.type) },
    { key: 'between', label: text('reconciliation:between'), children: term('reconciliation:between', item.between), span: 2 },
    { key: 'ours', label: text('reconciliation:ours'), children: <Money value={item.ours} /> },
    { key: 'theirs', label: text('reconciliation:theirs'), children: <Money value={item.theirs} /> },
    { key: 'difference', label: text('reconciliation:difference'), children: <Money value={difference(item)} /> },
    { key: 'owner', label: text('reconciliation:owner'), children: term('shell:role', item.owner) },
    { key: 'programme', label: text('loan:programme'), children: programme ? choose(programme.nameZh, programme.name) : item.programmeId, span: 2 },
    { key: 'reference', label: text('common:reference'), children: <span className="id wrap">{item.reference}</span>, span: 2 },
  ];
  return <Descriptions size="small" column={2} items={items} />;
}

function Effect({ item, resolution }: { item: BreakItem; resolution: Resolution }) {
  const { text } = useText();
  const state = (value: string) => <StateTag area="reconciliation:state" state={value} />;
  return (
    <>
      <BeforeAfter
        rows={[
          [text('common:state'), state(item.state), state('resolved')],
          [text('reconciliation:resolution'), '–', text(`reconciliation:resolution.${resolution}`)],
          [text('reconciliation:entries'), '–', text('reconciliation:entryNone')],
        ]}
      />
      <p className="muted">{text(`reconciliation:effect.${resolution}`)}</p>
    </>
  );
}

function ResolveForm({ item }: { item: BreakItem }) {
  const { text } = useText();
  const { message } = App.useApp();
  const session = useSession();
  const [resolution, setResolution] = useState<Resolution>('accept-theirs');
  const [reason, setReason] = useState('');
  const resolve = useResolveBreak(item.id);
  const fits = reason.trim().length >= REASON_MIN && reason.length <= REASON_MAX;
  const submit = () => resolve.mutate({ resolution, reason: reason.trim() }, { onSuccess: () => void message.success(text('reconciliation:done')) });
  return (
    <div className="stack" data-testid="resolve-form">
      <div className="field">
        <span className="field-label">{text('reconciliation:resolution')}</span>
        <Radio.Group
          value={resolution}
          onChange={(event) => setResolution(event.target.value)}
          options={RESOLUTIONS.map((value) => ({
            value,
            label: <span data-testid={`resolution-${value}`}>{text(`reconciliation:resolution.${value}`)}</span>,
          }))}
        />
      </div>
      <Effect item={item} resolution={resolution} />
      <div className="field">
        <label className="field-label" htmlFor="reason">
          {text('common:reason')}
        </label>
        <Input.TextArea
          id="reason"
          rows={3}
          maxLength={REASON_MAX}
          placeholder={text('reconciliation:reasonHint')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          status={reason !== '' && !fits ? 'error' : ''}
          data-testid="resolve-reason"
        />
        {reason !== '' && !fits && <span className="bad">{text('reconciliation:reasonShort')}</span>}
      </div>
      {resolve.isError && <FailureAlert error={resolve.error} />}
      <div className="panel-foot">
        <span className="muted push-right">
          {text('common:maker')} {session?.name}
        </span>
        <Button type="primary" disabled={!fits} loading={resolve.isPending} onClick={submit} data-testid="resolve-submit">
          {text('reconciliation:submit')}
        </Button>
      </div>
    </div>
  );
}

export function BreakPanel({ item }: { item: BreakItem }) {
  const { text, term } = useText();
  const may = useMay('resolve-break');
  const role = useSession()?.role ?? '';
  return (
    <aside className="desk-panel" data-testid="break-panel">
      <Section title={`${term('reconciliation:type', item.type)} · ${item.date}`} extra={<StateTag area="reconciliation:state" state={item.state} />}>
        <div className="stack">
          <Facts item={item} />
          {item.state === 'resolved' && (
            <p>
              {text('reconciliation:resolution')} <strong>{term('reconciliation:resolution', item.resolution ?? '–')}</strong>
            </p>
          )}
          {item.state !== 'resolved' && may && <ResolveForm item={item} />}
          {item.state !== 'resolved' && !may && (
            <Alert type="info" showIcon title={text('common:mayNot', { role: term('shell:role', role) })} data-testid="resolve-forbidden" />
          )}
        </div>
      </Section>
    </aside>
  );
}
