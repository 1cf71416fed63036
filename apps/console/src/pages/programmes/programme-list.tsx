import type { Programme } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { type Column, textColumn } from '../../components/columns.tsx';
import { assetName } from '../../components/figures.tsx';
import { List } from '../../components/list.tsx';
import { useText } from '../../i18n/index.ts';

/** The programmes that somebody sees, each leading to its dashboard. */
export function ProgrammeList() {
  const { text, choose } = useText();
  const columns: Column<Programme>[] = [
    textColumn('name', text('programme:name'), (programme) => choose(programme.nameZh, programme.name), {
      render: (programme) => (
        <Link to="/programmes/$programmeId" params={{ programmeId: programme.id }} className="link strong">
          {choose(programme.nameZh, programme.name)}
        </Link>
      ),
    }),
    textColumn('bank', text('programme:bank'), (programme) => programme.bank),
    textColumn('payment', text('programme:paymentInstitution'), (programme) => programme.paymentInstitution),
    textColumn('profile', text('programme:profile'), (programme) => programme.profile, { render: (programme) => <code>{programme.profile}</code> }),
    textColumn('asset', text('common:asset'), (programme) => assetName(programme.asset)),
    textColumn('id', text('common:id'), (programme) => programme.id, { render: (programme) => <span className="id">{programme.id}</span> }),
  ];
  return (
    <List<Programme>
      resource="/programmes"
      name="programmes"
      columns={columns}
      rowKey={(programme) => programme.id}
      empty={text('programme:empty')}
      testId="programmes"
    />
  );
}
