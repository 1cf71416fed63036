import type { BreakDetail, BreakResolution, EntryLine } from '@jinqiao/api';
import { App, Button, Input, Radio } from 'antd';
import { useState } from 'react';
import { useCheckBreak, useResolveBreak } from '../../api/commands.ts';
import { useSession } from '../../app/session.ts';
import { AccountName } from '../../components/account-name.tsx';
import { BeforeAfter } from '../../components/before-after.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { Money } from '../../components/figures.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';

const REASON_MIN = 4;
const REASON_MAX = 500;

/** The entries that a resolution will post, as an accountant reads them. */
function Entries({ entries }: { entries: readonly EntryLine[] }) {
  const { text } = useText();
  if (entries.length === 0) return <p className="muted">{text('reconciliation:entriesNone')}</p>;
  return (
    <table className="before-after" data-testid="entries">
      <thead>
        <tr>
          <th scope="col">{text('reconciliation:entries')}</th>
          <th scope="col">{text('books:debit')}</th>
          <th scope="col">{text('books:credit')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((line, n) => (
          <tr key={n}>
            <th scope="row">
              <AccountName account={line.account} /> <span className="muted small">{line.book}</span>
            </th>
            <td className="num">{line.debit !== null && <Money value={line.debit} />}</td>
            <td className="num">{line.credit !== null && <Money value={line.credit} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Effect({ item, kind }: { item: BreakDetail; kind: string }) {
  const { text, term } = useText();
  const state = (value: string) => <StateTag area="reconciliation:state" state={value} />;
  return (
    <>
      <BeforeAfter
        rows={[
          [text('common:state'), state(item.state), state(kind === 'reverse' ? 'open' : 'resolved')],
          [
            text('reconciliation:resolution'),
            item.resolution ? term('reconciliation:resolution', item.resolution) : '–',
            term('reconciliation:resolution', kind),
          ],
        ]}
      />
      <p className="muted">{term('reconciliation:effect', kind)}</p>
      {kind !== 'reverse' && <Entries entries={item.offered.find((offer) => offer.kind === kind)?.entries ?? []} />}
    </>
  );
}

export function ProposeForm({ item }: { item: BreakDetail }) {
  const { text, term } = useText();
  const { message } = App.useApp();
  const session = useSession();
  const [kind, setKind] = useState(item.offered[0]?.kind ?? 'no-action');
  const [reason, setReason] = useState('');
  const resolve = useResolveBreak(item.id);
  const fits = reason.trim().length >= REASON_MIN && reason.length <= REASON_MAX;
  const submit = () => resolve.mutate({ resolution: kind, reason: reason.trim() }, { onSuccess: () => void message.success(text('reconciliation:proposed')) });
  return (
    <div className="stack" data-testid="resolve-form">
      <div className="field">
        <span className="field-label">{text('reconciliation:resolution')}</span>
        <Radio.Group
          value={kind}
          onChange={(event) => setKind(event.target.value)}
          options={item.offered.map(({ kind: value }) => ({
            value,
            label: <span data-testid={`resolution-${value}`}>{term('reconciliation:resolution', value)}</span>,
          }))}
        />
      </div>
      <Effect item={item} kind={kind} />
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
          {text('reconciliation:propose')}
        </Button>
      </div>
    </div>
  );
}

export function CheckForm({ item, waiting }: { item: BreakDetail; waiting: BreakResolution }) {
  const { text } = useText();
  const { message } = App.useApp();
  const session = useSession();
  const check = useCheckBreak(item.id);
  const submit = (approve: boolean) =>
    check.mutate({ resolutionId: waiting.id, approve }, { onSuccess: () => void message.success(text('reconciliation:checked')) });
  return (
    <div className="stack" data-testid="check-form">
      <strong>{text('reconciliation:check')}</strong>
      <Effect item={item} kind={waiting.kind} />
      {check.isError && <FailureAlert error={check.error} />}
      <div className="panel-foot">
        <span className="muted push-right">
          {text('reconciliation:checker')} {session?.name}
        </span>
        {waiting.state === 'proposed' && (
          <Button loading={check.isPending} onClick={() => submit(false)} data-testid="check-reject">
            {text('reconciliation:reject')}
          </Button>
        )}
        <Button type="primary" loading={check.isPending} onClick={() => submit(true)} data-testid="check-approve">
          {text('reconciliation:approve')}
        </Button>
      </div>
    </div>
  );
}
