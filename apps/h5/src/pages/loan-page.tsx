import type { MyLoan } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { loanQuery, meQuery } from '../api/queries.ts';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { Schedule } from '../components/schedule.tsx';
import { isZero, percent } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';

const REPAYABLE = ['active', 'overdue'];

function Alarm({ loan, asset }: { loan: MyLoan; asset: string }) {
  const { text } = useText();
  if (isZero(loan.overdue) && loan.daysPastDue === 0) return null;
  return (
    <div className="alarm" role="alert">
      <strong>{text('loan:overdueHead', { days: loan.daysPastDue })}</strong>
      {!isZero(loan.overdue) && <p>{text('loan:overdueText', { amount: money(loan.overdue, asset) })}</p>}
      {loan.state === 'compensated' && <p>{text('loan:compensatedText')}</p>}
    </div>
  );
}

function Summary({ loan, asset }: { loan: MyLoan; asset: string }) {
  const { text, term } = useText();
  const navigate = useNavigate();
  return (
    <section className="card">
      <div className="loan-head">
        <span>{text('loan:outstanding')}</span>
        <span className={`state ${loan.state}`}>{term('loan:state', loan.state)}</span>
      </div>
      <p className="big">{money(loan.outstanding, asset)}</p>
      <Alarm loan={loan} asset={asset} />
      <Facts
        items={[
          loan.nextDueOn !== null && {
            label: text('loan:nextDue'),
            value: `${loan.nextAmount === null ? '' : `${money(loan.nextAmount, asset)} · `}${loan.nextDueOn}`,
            strong: true,
          },
          { label: text('loan:principal'), value: money(loan.principal, asset) },
          { label: text('loan:rate'), value: `${percent(loan.rate)}%` },
          { label: text('loan:method'), value: `${term('common:method', loan.method)} · ${text('common:periods', { n: loan.periods })}` },
          { label: text('loan:disbursedOn'), value: loan.disbursedOn },
          { label: text('loan:loanNo'), value: <span className="code">{loan.id}</span> },
        ]}
      />
      {REPAYABLE.includes(loan.state) && loan.schedule.some((row) => row.state === 'planned') && (
        <Button
          block
          size="large"
          color="primary"
          fill="outline"
          data-testid="go-early"
          onClick={() => void navigate({ to: '/loans/$loanId/early', params: { loanId: loan.id } })}
        >
          {text('loan:early')}
        </Button>
      )}
    </section>
  );
}

const AMOUNT = /^-?\d+(\.\d+)?$/;

function Timeline({ loan, asset }: { loan: MyLoan; asset: string }) {
  const { text, term } = useText();
  return (
    <section className="card">
      <h2>{text('loan:timeline')}</h2>
      <ol className="timeline">
        {loan.timeline.map((entry) => (
          <li key={`${entry.date} ${entry.event} ${entry.note}`}>
            <time dateTime={entry.date}>{entry.date}</time>
            <strong>{term('loan:event', entry.event)}</strong>
            {entry.note && <span>{AMOUNT.test(entry.note) ? money(entry.note, asset) : entry.note}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function LoanPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const { loanId } = useParams({ from: '/inside/tabs/loans/$loanId' });
  const me = useQuery(meQuery);
  const query = useQuery(loanQuery(loanId));
  return (
    <>
      <PageHead title={text('loan:one')} back={() => void navigate({ to: '/loans' })} />
      <Ready query={me}>
        {({ asset }) => (
          <Ready query={query}>
            {(loan) => (
              <>
                <Summary loan={loan} asset={asset} />
                <section className="card">
                  <h2>{text('loan:schedule')}</h2>
                  <Schedule rows={loan.schedule} asset={asset} states testid="schedule" />
                </section>
                {loan.timeline.length > 0 && <Timeline loan={loan} asset={asset} />}
              </>
            )}
          </Ready>
        )}
      </Ready>
    </>
  );
}
