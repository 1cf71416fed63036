import type { CardGiven } from '../../api/accounts.ts';
import { Field } from '../../components/field.tsx';
import { useText } from '../../i18n/index.ts';

export const NO_CARD: CardGiven = { cardNumber: '', mobile: '' };

export function isComplete({ cardNumber, mobile }: CardGiven): boolean {
  return cardNumber.trim() !== '' && mobile.trim() !== '';
}

/** Card and mobile number, for the bank to verify; name and ID number are known. */
export function CardFields({ value, onChange, testid }: { value: CardGiven; onChange: (value: CardGiven) => void; testid: string }) {
  const { text } = useText();
  return (
    <>
      <Field
        label={text('enter:card')}
        testid={`${testid}-card`}
        value={value.cardNumber}
        onChange={(cardNumber) => onChange({ ...value, cardNumber })}
        inputMode="numeric"
        autoComplete="cc-number"
        hint={text('enter:cardHint')}
        maxLength={32}
      />
      <Field
        label={text('enter:cardMobile')}
        testid={`${testid}-mobile`}
        value={value.mobile}
        onChange={(mobile) => onChange({ ...value, mobile })}
        type="tel"
        inputMode="tel"
        autoComplete="tel-national"
        maxLength={20}
      />
    </>
  );
}
