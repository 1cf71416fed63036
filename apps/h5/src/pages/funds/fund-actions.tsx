import type { MyFund } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { accountsQuery } from '../../api/accounts.ts';
import type { PurseGiven } from '../../api/funds.ts';
import { mandatesQuery } from '../../api/queries.ts';
import { isZero } from '../../format/decimal.ts';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';
import { AccountNeeded } from './account-needed.tsx';
import { ConvertForm } from './convert-form.tsx';
import { OrderForm } from './order-form.tsx';

type Held = { readonly given: PurseGiven; readonly label: string };

/** The purse that a fund is dealt out of: an account of class II at the bank that sells it, or a signed card for its manager's own sales. */
function usePurse(fund: MyFund): { readonly purse: Held | undefined; readonly loading: boolean } {
  const { text, choose } = useText();
  const direct = fund.shelf === 'direct';
  const accounts = useQuery({ ...accountsQuery, enabled: !direct });
  const mandates = useQuery({ ...mandatesQuery, enabled: direct });
  const account = accounts.data?.items.find((held) => held.class === 'II' && held.state === 'ACTIVE' && !held.ofProgramme);
  const card = mandates.data?.items.find((mandate) => mandate.state === 'active' && mandate.channel === 'card' && mandate.purpose === 'payment');
  const loading = direct ? mandates.isPending : accounts.isPending;
  if (direct) {
    const label = card && text('fund:fromCard', { card: card.instrument, institution: choose(card.institutionZh, card.institution) });
    return { purse: card && { given: { mandateId: card.id }, label: label ?? '' }, loading };
  }
  const label = account && text('fund:from', { available: money(account.available, account.asset) });
  return { purse: account && { given: { accountId: account.id }, label: label ?? '' }, loading };
}

/** Buying, redeeming and redeeming to purchase; without a purse, how to get one. */
export function FundActions({ fund, funds }: { fund: MyFund; funds: readonly MyFund[] }) {
  const { text } = useText();
  const { purse, loading } = usePurse(fund);
  const accounts = useQuery(accountsQuery);
  if (loading) return null;
  if (!purse)
    return fund.shelf === 'direct' ? (
      <section className="card">
        <p className="note">{text('fund:needCard')}</p>
        <Link to="/me/cards" className="link" data-testid="fund-needs-card">
          {text('fund:goCards')}
        </Link>
      </section>
    ) : accounts.data ? (
      <AccountNeeded fund={fund} held={accounts.data} />
    ) : null;
  return (
    <section className="card">
      <OrderForm fund={fund} purse={purse.given} label={purse.label} />
      {fund.pricing === 'money' && !isZero(fund.available) && <ConvertForm fund={fund} funds={funds} purse={purse.given} />}
    </section>
  );
}
