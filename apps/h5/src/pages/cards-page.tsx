import type { MyMandate, MyMandates } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Dialog } from 'antd-mobile';
import { useState } from 'react';
import { useCancelMandate, useConfirmMandate, useSignMandate } from '../api/commands.ts';
import { mandatesQuery } from '../api/queries.ts';
import { Choice } from '../components/choice.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { Tick } from '../components/tick.tsx';
import { sum } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';

function CodeForm({ mandate }: { mandate: MyMandate }) {
  const { text } = useText();
  const [code, setCode] = useState('');
  const command = useConfirmMandate(mandate.id);
  const complete = /^\d{6}$/.test(code.trim());
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !command.isPending) command.mutate({ smsCode: code.trim() });
      }}
    >
      <Field
        label={text('cards:code')}
        testid="sms-code"
        value={code}
        onChange={setCode}
        inputMode="numeric"
        autoComplete="one-time-code"
        hint={text('cards:codeHint')}
        maxLength={6}
      />
      {command.isError && <Failure error={command.error} />}
      <Button block color="primary" size="large" type="submit" disabled={!complete} loading={command.isPending} data-testid="confirm-mandate">
        {text('cards:confirm')}
      </Button>
    </form>
  );
}

function MandateCard({ mandate }: { mandate: MyMandate }) {
  const { text, term, choose } = useText();
  const command = useCancelMandate();
  const cancel = async () => {
    const sure = await Dialog.confirm({
      title: text('cards:cancelTitle'),
      content: text('cards:cancelText'),
      confirmText: text('cards:cancel'),
      cancelText: text('cards:keep'),
    });
    if (sure) command.mutate(mandate.id);
  };
  const amount = (value: string) => money(value, mandate.asset);
  const active = mandate.state === 'active';
  return (
    <section className="card" data-testid="mandate" data-state={mandate.state}>
      <h2>
        {term('cards:channel', mandate.channel)} <span className="num">{mandate.instrument}</span>
      </h2>
      <p className="tag">{term('cards:state', mandate.state)}</p>
      <Facts
        items={[
          { label: text('cards:institution'), value: choose(mandate.institutionZh, mandate.institution) },
          { label: text('cards:purpose'), value: term('cards:purpose', mandate.purpose) },
          active && { label: text('cards:payment'), value: amount(mandate.paymentCap) },
          active && { label: text('cards:leftToday'), value: amount(sum([mandate.dayCap, `-${mandate.usedToday}`])) },
          active && { label: text('cards:leftMonth'), value: amount(sum([mandate.monthCap, `-${mandate.usedThisMonth}`])) },
          active && { label: text('cards:through'), value: mandate.validThrough },
        ]}
      />
      {mandate.state === 'code-sent' && <CodeForm mandate={mandate} />}
      {command.isError && <Failure error={command.error} />}
      {(active || mandate.state === 'code-sent') && (
        <Button size="middle" color="danger" fill="outline" loading={command.isPending} onClick={() => void cancel()} data-testid="cancel-mandate">
          {text('cards:cancel')}
        </Button>
      )}
    </section>
  );
}

type Channel = MyMandates['offers'][number]['channel'];

function SignForm({ offers, onDone }: { offers: MyMandates['offers']; onDone: () => void }) {
  const { text, term, choose } = useText();
  const channels = [...new Set(offers.map((offer) => offer.channel))];
  const [channel, setChannel] = useState<Channel>('card');
  const institutions = offers.filter((offer) => offer.channel === channel);
  const [chosen, setChosen] = useState('');
  const institutionId = institutions.some((offer) => offer.institutionId === chosen) ? chosen : (institutions[0]?.institutionId ?? '');
  const [card, setCard] = useState('');
  const [mobile, setMobile] = useState('');
  const [agreed, setAgreed] = useState(false);
  const command = useSignMandate(onDone);
  const complete = mobile.trim() !== '' && (channel !== 'card' || card.trim() !== '') && agreed;
  const sign = () => command.mutate({ institutionId, channel, instrument: channel === 'card' ? card.replace(/\s/g, '') : '', mobile: mobile.trim() });
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !command.isPending) sign();
      }}
    >
      <h2>{text('cards:add')}</h2>
      <Choice
        legend={text('cards:channel')}
        value={channel}
        onChange={setChannel}
        options={channels.map((value) => ({ value, label: term('cards:channel', value) }))}
      />
      <Choice
        legend={text('cards:where')}
        value={institutionId}
        onChange={setChosen}
        options={institutions.map((offer) => ({ value: offer.institutionId, label: choose(offer.nameZh, offer.name) }))}
      />
      {channel === 'card' && (
        <Field
          label={text('cards:card')}
          testid="mandate-card"
          value={card}
          onChange={setCard}
          inputMode="numeric"
          autoComplete="cc-number"
          hint={text('cards:cardHint')}
          maxLength={32}
        />
      )}
      <Field
        label={text(channel === 'card' ? 'cards:mobile' : 'cards:walletMobile')}
        testid="mandate-mobile"
        value={mobile}
        onChange={setMobile}
        type="tel"
        inputMode="tel"
        autoComplete="tel-national"
        maxLength={20}
      />
      <Tick label={text('cards:agree')} testid="mandate-agree" checked={agreed} onChange={setAgreed} />
      {command.isError && <Failure error={command.error} />}
      <Button block color="primary" size="large" type="submit" disabled={!complete} loading={command.isPending} data-testid="sign-mandate">
        {text('cards:send')}
      </Button>
    </form>
  );
}

/** What may be debited from my cards and wallets: sign with the code of the message, see what is left, cancel. */
export function CardsPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const query = useQuery(mandatesQuery);
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHead title={text('cards:title')} back={() => void navigate({ to: '/me' })} />
      <p className="why">{text('cards:lead')}</p>
      <Ready query={query}>
        {({ items, offers }) => (
          <>
            {items.length === 0 && <p className="why">{text('cards:none')}</p>}
            {items.map((mandate) => (
              <MandateCard key={mandate.id} mandate={mandate} />
            ))}
            {adding ? (
              <SignForm offers={offers} onDone={() => setAdding(false)} />
            ) : (
              <Button block size="large" onClick={() => setAdding(true)} data-testid="add-mandate">
                {text('cards:add')}
              </Button>
            )}
          </>
        )}
      </Ready>
    </>
  );
}
