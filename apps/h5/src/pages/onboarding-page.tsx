import type { Me } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { ApiError } from '../api/client.ts';
import { useOpenAccount, useRealName, useSignOut } from '../api/commands.ts';
import { meQuery } from '../api/queries.ts';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { Ready } from '../components/ready.tsx';
import { Tick } from '../components/tick.tsx';
import { useText } from '../i18n/index.ts';
import { Refusal, Review } from './decision-explained.tsx';

function RealNameStep() {
  const { text } = useText();
  const command = useRealName();
  const [name, setName] = useState('');
  const [idNumber, setIdNumber] = useState('');
  const [validThrough, setValidThrough] = useState('');
  const complete = name.trim().length >= 2 && idNumber.trim() !== '';
  const given = {
    name: name.trim(),
    idNumber: idNumber.trim().toUpperCase(),
    ...(validThrough.trim() !== '' && { idValidThrough: validThrough.trim() }),
  };
  const taken = command.error instanceof ApiError && command.error.problem.code === 'ID_NUMBER_TAKEN';
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !command.isPending) command.mutate(given);
      }}
    >
      <p className="progress">{text('enter:step', { n: 1 })}</p>
      <h1>{text('enter:realNameTitle')}</h1>
      <p className="why">{text('enter:realNameWhy')}</p>
      <Field label={text('enter:name')} testid="real-name" value={name} onChange={setName} autoComplete="name" maxLength={40} />
      <Field label={text('enter:idNumber')} testid="id-number" value={idNumber} onChange={setIdNumber} hint={text('enter:idNumberHint')} maxLength={32} />
      <Field label={text('enter:idValid')} testid="id-valid" value={validThrough} onChange={setValidThrough} hint={text('enter:idValidHint')} maxLength={10} />
      {command.isError && <Failure error={command.error} />}
      {taken && (
        <Link to="/me/identity" className="link wide" data-testid="to-identity">
          {text('enter:toIdentity')}
        </Link>
      )}
      <Button block color="primary" size="large" type="submit" loading={command.isPending} disabled={!complete} data-testid="submit-real-name">
        {text('common:next')}
      </Button>
    </form>
  );
}

type ConsentProps = {
  label: string;
  testid: string;
  content: { version: string; en: string; zh: string };
  checked: boolean;
  onChange: (checked: boolean) => void;
};

/** One consent with its whole text above the tick. */
function ConsentCard({ label, testid, content, checked, onChange }: ConsentProps) {
  const { text, choose } = useText();
  return (
    <div className="consent">
      <p>{choose(content.zh, content.en)}</p>
      <p className="note">{text('enter:version', { version: content.version })}</p>
      <Tick label={label} testid={testid} checked={checked} onChange={onChange} />
    </div>
  );
}

function AccountStep({ me }: { me: Me }) {
  const { text } = useText();
  const command = useOpenAccount();
  const [cardNumber, setCardNumber] = useState('');
  const [mobile, setMobile] = useState('');
  const [bureau, setBureau] = useState(false);
  const [data, setData] = useState(false);
  const { consentTexts } = me;
  const complete = cardNumber.trim() !== '' && mobile.trim() !== '' && bureau && data;
  const apply = () =>
    command.mutate({
      cardNumber: cardNumber.replace(/\s/g, ''),
      mobile: mobile.trim(),
      bureauConsent: { accepted: bureau, textVersion: consentTexts.bureau.version },
      dataConsent: { accepted: data, textVersion: consentTexts.data.version },
    });
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !command.isPending) apply();
      }}
    >
      <p className="progress">{text('enter:step', { n: 2 })}</p>
      <h1>{text('enter:accountTitle')}</h1>
      <p className="why">{text('enter:accountWhy')}</p>
      <h2>{text('enter:five')}</h2>
      <Facts
        items={[
          { label: text('enter:five.name'), value: me.name ?? text('enter:five.done') },
          { label: text('enter:five.idType'), value: text('enter:five.idTypeValue') },
          { label: text('enter:five.idNumber'), value: text('enter:five.done') },
        ]}
      />
      <Field
        label={text('enter:card')}
        testid="card-number"
        value={cardNumber}
        onChange={setCardNumber}
        inputMode="numeric"
        autoComplete="cc-number"
        hint={text('enter:cardHint')}
        maxLength={32}
      />
      <Field
        label={text('enter:cardMobile')}
        testid="card-mobile"
        value={mobile}
        onChange={setMobile}
        type="tel"
        inputMode="tel"
        autoComplete="tel-national"
        maxLength={20}
      />
      <h2>{text('enter:consents')}</h2>
      <p className="why">{text('enter:consentsWhy')}</p>
      <ConsentCard label={text('enter:bureau')} testid="consent-bureau" content={consentTexts.bureau} checked={bureau} onChange={setBureau} />
      <ConsentCard label={text('enter:data')} testid="consent-data" content={consentTexts.data} checked={data} onChange={setData} />
      <p className="note">{text('enter:needConsents')}</p>
      {command.isError && <Failure error={command.error} />}
      <Button block color="primary" size="large" type="submit" loading={command.isPending} disabled={!complete} data-testid="submit-account">
        {text('enter:submitAccount')}
      </Button>
    </form>
  );
}

function Step({ me }: { me: Me }) {
  if (me.step === 'real-name') return <RealNameStep />;
  if (me.step === 'account') return <AccountStep me={me} />;
  if (me.step === 'review') return <Review />;
  if (me.step === 'refused' && me.refusal) return <Refusal refusal={me.refusal} />;
  return <Navigate to="/credit" state={{ opened: true }} />;
}

export function OnboardingPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const signOut = useSignOut(() => void navigate({ to: '/welcome' }));
  const query = useQuery(meQuery);
  return (
    <>
      <Ready query={query}>{(me) => <Step me={me} />}</Ready>
      <Link to="/me" className="link wide">
        {text('mine:consents')}
      </Link>
      <button type="button" className="link wide" onClick={() => signOut.mutate()}>
        {text('mine:signOut')}
      </button>
    </>
  );
}
