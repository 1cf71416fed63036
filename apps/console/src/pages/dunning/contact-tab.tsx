import type { DunningCaseDetail } from '@jinqiao/api';
import { Alert, Empty, Timeline } from 'antd';
import { useState } from 'react';
import { useDunningCommand } from '../../api/dunning.ts';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import { ChoiceField, FormFoot, TextField } from './fields.tsx';

const BY_HAND = ['call', 'letter', 'visit'] as const;
const OUTCOMES = ['reached', 'no-answer', 'wrong-number', 'promised', 'disputed'] as const;

/** What may be done now over each channel, and if not, why and from when. */
function Channels({ item }: { item: DunningCaseDetail }) {
  const { text, choose } = useText();
  return (
    <div className="stack" data-testid="channels">
      <span className="muted">{text('dunning:contactsToday', { made: item.contactsToday, max: item.contactsMax })}</span>
      {item.channels.map(({ channel, allowed, forbidden }) => (
        <div key={channel} className="channel" data-testid={`channel-${channel}`}>
          <span className="channel-name">{text(`dunning:channel.${channel}`)}</span>
          <span className={allowed ? 'good' : 'bad'}>{text(allowed ? 'dunning:allowed' : 'dunning:notAllowed')}</span>
          {forbidden && (
            <span className="muted small" title={forbidden.basis}>
              {choose(forbidden.zh, forbidden.en)}
              {forbidden.earliestAt && ` · ${text('dunning:until', { at: localTime(forbidden.earliestAt) })}`}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}

function CallForm({ item }: { item: DunningCaseDetail }) {
  const { text } = useText();
  const [channel, setChannel] = useState<(typeof BY_HAND)[number]>('call');
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number]>('reached');
  const [note, setNote] = useState('');
  const command = useDunningCommand<object>(`cases/${item.id}/contacts`, () => setNote(''));
  const usable = item.channels.filter(({ channel: one, allowed }) => allowed && BY_HAND.some((hand) => hand === one));
  return (
    <div className="stack" data-testid="call-form">
      <div className="form-pair">
        <ChoiceField
          id="contact-channel"
          label={text('dunning:channel')}
          value={channel}
          options={BY_HAND.map((value) => ({ value, label: text(`dunning:channel.${value}`) }))}
          onChange={setChannel}
        />
        <ChoiceField
          id="contact-outcome"
          label={text('dunning:outcome')}
          value={outcome}
          options={OUTCOMES.map((value) => ({ value, label: text(`dunning:outcome.${value}`) }))}
          onChange={setOutcome}
        />
      </div>
      <TextField id="contact-note" label={text('dunning:note')} value={note} onChange={setNote} rows={2} />
      <FormFoot
        error={command.error}
        pending={command.isPending}
        disabled={!usable.some((one) => one.channel === channel)}
        label={text('dunning:record')}
        onSubmit={() => command.mutate({ channel, with: 'debtor', outcome, note })}
        testId="contact-submit"
      />
    </div>
  );
}

function MessageForm({ item }: { item: DunningCaseDetail }) {
  const { text, term } = useText();
  const [template, setTemplate] = useState(item.templates[0]?.id ?? '');
  const [added, setAdded] = useState('');
  const command = useDunningCommand<object>(`cases/${item.id}/messages`, () => setAdded(''));
  const shown = item.templates.find(({ id }) => id === template);
  return (
    <div className="stack" data-testid="message-form">
      <ChoiceField
        id="message-template"
        label={text('dunning:template')}
        value={template}
        options={item.templates.map(({ id }) => ({ value: id, label: term('dunning:template', id) }))}
        onChange={setTemplate}
      />
      {shown && (
        <p className="message-text small">
          {shown.text}
          {added}
        </p>
      )}
      <TextField id="message-added" label={text('dunning:added')} value={added} onChange={setAdded} max={60} />
      <FormFoot
        error={command.error}
        pending={command.isPending}
        disabled={!item.channels.some(({ channel, allowed }) => channel === 'sms' && allowed)}
        label={text('dunning:send')}
        onSubmit={() => command.mutate({ template, added })}
        testId="message-submit"
      />
    </div>
  );
}

/** Contacts newest first, with the messages that have not left. */
function Contacts({ item }: { item: DunningCaseDetail }) {
  const { text, term } = useText();
  const waiting = item.messages.filter(({ state }) => state !== 'sent');
  if (item.contacts.length === 0 && waiting.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('dunning:noContacts')} />;
  return (
    <div data-testid="contacts">
      {waiting.map((message) => (
        <p key={message.id} className="small">
          {term('dunning:template', message.template)} <StateTag area="dunning:state" state={message.state} />{' '}
          <span className="muted num">{message.queuedOn}</span> {message.code && <code>{message.code}</code>}
        </p>
      ))}
      <Timeline
        items={item.contacts.map((contact) => ({
          key: contact.id,
          content: (
            <>
              {term('dunning:channel', contact.channel)} · {term('dunning:outcome', contact.outcome)} <span className="muted num">{localTime(contact.at)}</span>
              <div className="small muted">
                {contact.madeBy === 'close' ? text('dunning:automatic') : contact.madeBy} · {text('dunning:retain')}{' '}
                <span className="num">{contact.retainUntil}</span>
              </div>
              {contact.note && <div className="small">{contact.channel === 'sms' ? term('dunning:template', contact.note) : contact.note}</div>}
            </>
          ),
        }))}
      />
    </div>
  );
}

export function ContactTab({ item, may }: { item: DunningCaseDetail; may: boolean }) {
  const { text } = useText();
  return (
    <div className="stack">
      <Channels item={item} />
      {may ? (
        <div className="two-forms">
          <CallForm item={item} />
          <MessageForm item={item} />
        </div>
      ) : (
        item.state === 'open' && <Alert type="info" showIcon title={text('dunning:takeFirst')} />
      )}
      <Contacts item={item} />
    </div>
  );
}
