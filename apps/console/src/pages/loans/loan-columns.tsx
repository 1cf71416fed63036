import type { LoanSummary } from '@jinqiao/api';
import { type Column, CustomerLink, countColumn, dateColumn, LoanLink, moneyColumn, rateColumn, textColumn } from '../../components/columns.tsx';
import { assetName } from '../../components/figures.tsx';
import { BucketTag, StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';

/** The columns of loans, the same wherever loans are listed. */
export function useLoanColumns(asset: string): Column<LoanSummary>[] {
  const { text, term } = useText();
  const inAsset = (title: string) => `${title} (${assetName(asset)})`;
  return [
    textColumn('id', text('loan:one'), (loan) => loan.id, { render: (loan) => <LoanLink id={loan.id} /> }),
    textColumn('customer', text('loan:customer'), (loan) => loan.customerName, {
      render: (loan) => <CustomerLink id={loan.customerId} name={loan.customerName} />,
    }),
    textColumn('state', text('common:state'), (loan) => term('loan:state', loan.state), {
      render: (loan) => <StateTag area="loan:state" state={loan.state} />,
    }),
    textColumn('bucket', text('loan:bucket'), (loan) => loan.bucket, { render: (loan) => <BucketTag bucket={loan.bucket} /> }),
    countColumn('daysPastDue', text('loan:daysPastDue'), (loan) => loan.daysPastDue),
    moneyColumn('principal', inAsset(text('loan:principal')), (loan) => loan.principal),
    moneyColumn('outstanding', inAsset(text('loan:outstanding')), (loan) => loan.outstanding),
    rateColumn('rate', text('loan:rate'), (loan) => loan.rate),
    dateColumn('nextDueOn', text('loan:nextDueOn'), (loan) => loan.nextDueOn),
    textColumn('method', text('loan:method'), (loan) => term('loan:method', loan.method)),
    countColumn('periods', text('loan:periods'), (loan) => loan.periods),
    dateColumn('disbursedOn', text('loan:disbursedOn'), (loan) => loan.disbursedOn),
    textColumn('programme', text('loan:programme'), (loan) => loan.programmeId, { optional: true }),
  ];
}
