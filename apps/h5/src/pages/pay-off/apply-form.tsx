import type { MyPayOff, MyPayOffCards } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { type PayOffAsked, useApply } from '../../api/pay-offs.ts';
import { Failure } from '../../components/failure.tsx';
import { Tick } from '../../components/tick.tsx';
import { useText } from '../../i18n/index.ts';
import { CardFields, isComplete, NO_CARD } from '../accounts/card-fields.tsx';

type Props = { cards: MyPayOffCards; asked: PayOffAsked; done: (payOff: MyPayOff) => void };

/** The card that the loan is repaid from, and the two consents that banks need to be asked. */
export function ApplyForm({ cards, asked, done }: Props) {
  const { text, choose } = useText();
  const [card, setCard] = useState(NO_CARD);
  const [given, setGiven] = useState({ bureau: false, data: false });
  const command = useApply();
  const complete = isComplete(card) && given.bureau && given.data;
  const { bureau, data } = cards.consentTexts;
  const submit = () =>
    command.mutate(
      {
        ...asked,
        cardNumber: card.cardNumber.replace(/\s/g, ''),
        mobile: card.mobile.trim(),
        bureauConsent: { accepted: given.bureau, textVersion: bureau.version },
        dataConsent: { accepted: given.data, textVersion: data.version },
      },
      { onSuccess: done },
    );
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !command.isPending) submit();
      }}
    >
      <h2>{text('payOff:repayCard')}</h2>
      <p className="why">{text('payOff:repayWhy')}</p>
      <CardFields value={card} onChange={setCard} testid="repay" />
      <h3>{text('enter:consents')}</h3>
      <section className="agreement">{choose(bureau.zh, bureau.en)}</section>
      <Tick label={text('enter:bureau')} testid="agree-bureau" checked={given.bureau} onChange={(on) => setGiven({ ...given, bureau: on })} />
      <section className="agreement">{choose(data.zh, data.en)}</section>
      <Tick label={text('enter:data')} testid="agree-data" checked={given.data} onChange={(on) => setGiven({ ...given, data: on })} />
      {command.isError && <Failure error={command.error} />}
      <Button
        block
        color="primary"
        size="large"
        type="submit"
        loading={command.isPending}
        loadingText={text('payOff:asking')}
        disabled={!complete}
        data-testid="submit-apply"
      >
        {text('payOff:submitApply')}
      </Button>
    </form>
  );
}
