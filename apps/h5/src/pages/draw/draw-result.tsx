import type { MyLoan } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { loanQuery } from '../../api/queries.ts';
import { Facts } from '../../components/facts.tsx';
import { Outcome } from '../../components/outcome.tsx';
import { money } from '../../format/money.ts';
import { type TextKey, useText } from '../../i18n/index.ts';

type Ending = { tone: 'good' | 'wait' | 'bad'; title: TextKey; detail: TextKey };
const PENDING: Ending = { tone: 'wait', title: 'draw:pendingTitle', detail: 'draw:pendingText' };
const ENDINGS: Record<string, Ending> = {
  active: { tone: 'good', title: 'draw:doneTitle', detail: 'draw:doneText' },
  // A loan that is closed right after its draw was cancelled: the bank refused to pay it out.
  settled: { tone: 'bad', title: 'draw:failedTitle', detail: 'draw:failedText' },
};

/** Follows the loan until the bank has paid it out. */
export function DrawResult({ loan, asset }: { loan: MyLoan; asset: string }) {
  const { text, term } = useText();
  const current = useQuery(loanQuery(loan.id)).data ?? loan;
  const amount = money(current.principal, asset);
  const outcome = ENDINGS[current.state] ?? PENDING;
  const first = current.schedule[0];
  return (
    <Outcome tone={outcome.tone} title={text(outcome.title)} testid="draw-done">
      <p>{text(outcome.detail, { amount })}</p>
      <Facts
        items={[
          { label: text('loan:one'), value: term('loan:state', current.state) },
          first !== undefined && { label: text('draw:firstDue'), value: first.dueOn },
          first !== undefined && { label: text('loan:total'), value: money(first.total, asset) },
        ]}
      />
      <Link to="/loans/$loanId" params={{ loanId: current.id }} className="link wide">
        {text('draw:seeLoan')}
      </Link>
    </Outcome>
  );
}
