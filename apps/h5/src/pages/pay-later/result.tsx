import type { RepaymentResult } from '@jinqiao/api';
import { Outcome } from '../../components/outcome.tsx';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

const TONES = { done: 'good', processing: 'wait', failed: 'bad' } as const;

/** How a repayment ended, as far as it is known. */
export function Result({ result, asset }: { result: RepaymentResult; asset: string }) {
  const { text } = useText();
  return (
    <Outcome tone={TONES[result.state]} title={text(`pay:result.${result.state}`)} testid="repayment-result">
      <p>{text('pay:resultText', { amount: money(result.amount, asset) })}</p>
      {result.state === 'failed' && <p className="code">{result.code}</p>}
    </Outcome>
  );
}
