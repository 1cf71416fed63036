import type { Bill } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { billQuery, payLaterQuery } from '../api/pay-later.ts';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { grouped, isZero } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { BillState } from './pay-later/bill-state.tsx';
import { ConvertBill } from './pay-later/convert-bill.tsx';
import { PayBill } from './pay-later/pay-bill.tsx';

function Summary({ bill, asset }: { bill: Bill; asset: string }) {
  const { text, term, choose } = useText();
  return (
    <section className="card">
      <div className="loan-head">
        <span>{text('pay:openNow')}</span>
        <BillState bill={bill} />
      </div>
      <p className="big" data-testid="bill-open">
        {money(bill.open, asset)}
      </p>
      <Facts
        items={[
          { label: text('pay:dueOn'), value: bill.dueOn, strong: true },
          bill.minimum !== null && { label: text('pay:minimum'), value: money(bill.minimum, asset) },
          { label: text('pay:amount'), value: money(bill.amount, asset) },
          !isZero(bill.paid) && { label: text('pay:paid'), value: money(bill.paid, asset) },
          { label: text('pay:statementOn'), value: bill.statementOn },
          { label: text('pay:creditor'), value: `${choose(bill.creditor.nameZh, bill.creditor.name)} · ${term('pay:product', bill.product)}` },
        ]}
      />
    </section>
  );
}

function Rows({ bill, asset }: { bill: Bill; asset: string }) {
  const { text } = useText();
  const detail = ({ principal, fee, charge, paid }: Bill['rows'][number]) =>
    [
      `${text('pay:ofPrice')} ${grouped(principal)}`,
      !isZero(fee) && `${text('pay:ofFee')} ${grouped(fee)}`,
      !isZero(charge) && `${text('pay:ofCharge')} ${grouped(charge)}`,
      !isZero(paid) && text('pay:paidOf', { amount: grouped(paid) }),
    ].filter((part) => typeof part === 'string');
  return (
    <section className="card" data-testid="bill-rows">
      <h2>{text('pay:billRows')}</h2>
      <ul className="consents">
        {bill.rows.map((row) => (
          <li key={`${row.purchaseId} ${row.n}`}>
            <Link to="/pay-later/purchases/$purchaseId" params={{ purchaseId: row.purchaseId }} className="row-link">
              <span className="named">
                <strong>{text('pay:instalmentOf', { n: row.n, of: row.of })}</strong>
                <small className="why">{detail(row).join(' · ')}</small>
              </span>
              <span>{money(row.open, asset)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A bill: what is left and of what, paying it, and turning it into instalments. */
export function BillPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const { billId } = useParams({ from: '/inside/tabs/bills/$billId' });
  const bill = useQuery(billQuery(billId));
  return (
    <>
      <PageHead title={text('pay:bill')} back={() => void navigate({ to: '/bills' })} />
      <Ready query={useQuery(payLaterQuery)}>
        {({ asset }) => (
          <Ready query={bill}>
            {(found) => (
              <>
                <Summary bill={found} asset={asset} />
                {!isZero(found.open) && <PayBill key={found.paid} bill={found} asset={asset} />}
                {found.conversions.length > 0 && <ConvertBill bill={found} asset={asset} />}
                <Rows bill={found} asset={asset} />
              </>
            )}
          </Ready>
        )}
      </Ready>
    </>
  );
}
