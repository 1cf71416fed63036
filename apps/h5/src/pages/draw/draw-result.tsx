import type { MyLoan } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { loanQuery } from '../../api/queries.ts';
import { Facts } from '../../components/facts.tsx';
import { Outcome } from '../../components/outcome.tsx';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';

/** Follows the loan until the bank has paid it out. */
export function DrawResult({ loan, asset }: { loan: MyLoan; asset: string }) {
  const { text, term } = useText();
  const current = useQuery(loanQuery(loan.id)).data ?? loan;
  const amount = money(current.principal, asset);
  const waiting = current.state === 'disbursing';
  const first = current.schedule[0];
  return (
    <Outcome tone={waiting ? 'wait' : 'good'} title={text(waiting ? 'draw:pendingTitle' : 'draw:doneTitle')} testid="draw-done">
      <p>{text(waiting ? 'draw:pendingText' : 'draw:doneText', { amount })}</p>
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
