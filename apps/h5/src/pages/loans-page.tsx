import type { MyLoan } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { loansQuery, meQuery } from '../api/queries.ts';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { isZero } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';

function LoanCard({ loan, asset }: { loan: MyLoan; asset: string }) {
  const { text, term } = useText();
  return (
    <li>
      <Link to="/loans/$loanId" params={{ loanId: loan.id }} className="card loan-card" data-testid="loan-card">
        <div className="loan-head">
          <strong>{money(loan.principal, asset)}</strong>
          <span className={`state ${loan.state}`}>{term('loan:state', loan.state)}</span>
        </div>
        <Facts
          items={[
            { label: text('loan:outstanding'), value: money(loan.outstanding, asset) },
            loan.nextDueOn !== null && {
              label: text('loan:nextDue'),
              value: `${loan.nextAmount === null ? '' : `${money(loan.nextAmount, asset)} · `}${loan.nextDueOn}`,
            },
            !isZero(loan.overdue) && { label: text('loan:overdueHead', { days: loan.daysPastDue }), value: money(loan.overdue, asset), strong: true },
            { label: text('loan:disbursedOn'), value: loan.disbursedOn },
          ]}
        />
      </Link>
    </li>
  );
}

export function LoansPage() {
  const { text } = useText();
  const me = useQuery(meQuery);
  const loans = useQuery(loansQuery);
  return (
    <>
      <PageHead title={text('loan:title')} />
      <Ready query={me}>
        {({ asset }) => (
          <Ready query={loans}>
            {({ items }) =>
              items.length === 0 ? (
                <div className="card empty">
                  <strong>{text('loan:empty')}</strong>
                  <p>{text('loan:emptyHelp')}</p>
                </div>
              ) : (
                <ul className="plain">
                  {items.map((loan) => (
                    <LoanCard key={loan.id} loan={loan} asset={asset} />
                  ))}
                </ul>
              )
            }
          </Ready>
        )}
      </Ready>
    </>
  );
}
