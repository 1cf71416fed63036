import type { MyAccounts } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { useText } from '../../i18n/index.ts';
import { UpgradeAccount } from '../accounts/upgrade-account.tsx';

/** Without a class-II account nothing is bought: one of class III is upgraded here, with the consent that this asks. */
export function AccountNeeded({ held }: { held: MyAccounts }) {
  const { text } = useText();
  const upgradable = held.items.find(({ class: cls, state }) => cls === 'III' && state === 'ACTIVE');
  return (
    <section className="card">
      <p className="note">{text(upgradable ? 'fund:needUpgrade' : 'fund:needAccount')}</p>
      {upgradable ? (
        <UpgradeAccount account={upgradable} content={held.upgradeText} />
      ) : (
        <Link to="/me/accounts" className="link" data-testid="fund-needs-account">
          {text('fund:goAccounts')}
        </Link>
      )}
    </section>
  );
}
