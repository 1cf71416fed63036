import type { Bill } from '@jinqiao/api';
import { useText } from '../../i18n/index.ts';

export function BillState({ bill }: { bill: Bill }) {
  const { term } = useText();
  return <span className={`state ${bill.state === 'billed' ? 'due' : bill.state}`}>{term('pay:row', bill.state)}</span>;
}
