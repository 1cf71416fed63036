import type { Reveal } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Column, CustomerLink, textColumn } from '../../components/columns.tsx';
import { TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { localTime } from '../../format/dates.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { security } from '../../i18n/texts/security.ts';

addTexts('security', security);

function useColumns(): Column<Reveal>[] {
  const { text, term } = useText();
  return [
    textColumn('at', text('security:at'), (row) => row.at, { render: (row) => <span className="num">{localTime(row.at)}</span> }),
    textColumn('login', text('security:actor'), (row) => row.login),
    textColumn('role', text('security:role'), (row) => term('shell:role', row.role)),
    textColumn('field', text('security:field'), (row) => text(`security:field.${row.field}`)),
    textColumn('customer', text('security:customer'), (row) => row.customerId, { render: (row) => <CustomerLink id={row.customerId} name={null} /> }),
    textColumn('reason', text('common:reason'), (row) => row.reason, { render: (row) => <span className="wrap">{row.reason}</span> }),
  ];
}

export function RevealsPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/system/reveals' });
  const navigate = useNavigate();
  const set = (key: string) => (value: string | undefined) => void navigate({ to: '/system/reveals', search: { ...filters, [key]: value } });
  const toolbar = (
    <>
      <TextFilter value={filters.login} onChange={set('login')} placeholder={text('security:actor')} testId="reveals-login" />
      <TextFilter value={filters.customerId} onChange={set('customerId')} placeholder={text('security:customer')} testId="reveals-customer" />
    </>
  );
  return (
    <>
      <PageHead title={text('security:reveals')} lead={text('security:revealsLead')} />
      <List<Reveal>
        resource="/reveals"
        name="reveals"
        filters={filters}
        columns={useColumns()}
        rowKey={(row) => row.id}
        empty={text('security:revealsEmpty')}
        narrowed={filters.login !== undefined || filters.customerId !== undefined}
        testId="reveals"
        toolbar={toolbar}
      />
    </>
  );
}
