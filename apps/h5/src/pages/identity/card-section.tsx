import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useCheckCard } from '../../api/identity.ts';
import { Failure } from '../../components/failure.tsx';
import { Field } from '../../components/field.tsx';
import { useText } from '../../i18n/index.ts';

/** Has a card checked with its issuer: three elements by the number alone, four or five with the mobile kept at the bank. */
export function CardSection() {
  const { text } = useText();
  const [cardNumber, setCardNumber] = useState('');
  const [mobile, setMobile] = useState('');
  const check = useCheckCard();
  const submit = () => check.mutate({ cardNumber: cardNumber.replace(/\s/g, ''), ...(mobile.trim() !== '' && { mobile: mobile.trim() }) });
  return (
    <section className="card">
      <h2>{text('identity:card')}</h2>
      <p className="why">{text('identity:cardWhy')}</p>
      <Field
        label={text('enter:card')}
        testid="check-card"
        value={cardNumber}
        onChange={setCardNumber}
        inputMode="numeric"
        autoComplete="cc-number"
        maxLength={32}
      />
      <Field
        label={text('identity:cardMobile')}
        testid="check-card-mobile"
        value={mobile}
        onChange={setMobile}
        type="tel"
        inputMode="tel"
        autoComplete="tel-national"
        maxLength={20}
      />
      {check.isSuccess && <p className="tag">{text('identity:done')}</p>}
      {check.isError && <Failure error={check.error} />}
      <Button block size="middle" disabled={cardNumber.trim() === ''} loading={check.isPending} onClick={submit} data-testid="check-card-submit">
        {text('identity:submit')}
      </Button>
    </section>
  );
}
