import type { BureauQuery } from '@jinqiao/api';
import { type Column, CustomerLink, textColumn } from '../../components/columns.tsx';
import { useEntityName } from '../../components/entity-name.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import './shared.tsx';

/** Who asked a credit bureau about whom, for what, under which consent, and what came of it. */
export function BureauPage() {
  const { text, term } = useText();
  const nameOf = useEntityName();
  const id = (value: string | null) => (value === null ? <span className="muted">–</span> : <span className="id">{value}</span>);
  const columns: Column<BureauQuery>[] = [
    textColumn('askedAt', text('compliance:askedAt'), (query) => localTime(query.askedAt), {
      render: (query) => <span className="num">{localTime(query.askedAt)}</span>,
    }),
    textColumn('customer', text('compliance:customer'), (query) => query.customerId, { render: (query) => <CustomerLink id={query.customerId} name={null} /> }),
    textColumn('askedBy', text('compliance:askedBy'), (query) => nameOf(query.askedBy)),
    textColumn('bureau', text('compliance:entityKind.bureau'), (query) => nameOf(query.bureau)),
    textColumn('purpose', text('compliance:purpose'), (query) => term('compliance:purpose', query.purpose)),
    textColumn('state', text('common:state'), (query) => text(`compliance:state.${query.state}`), {
      render: (query) => <StateTag area="compliance:state" state={query.state} />,
    }),
    textColumn('consent', text('compliance:consent'), (query) => query.consentId, { render: (query) => id(query.consentId) }),
    textColumn('result', text('compliance:result'), (query) => query.resultRef, { render: (query) => id(query.resultRef) }),
  ];
  return (
    <>
      <PageHead title={text('compliance:bureau')} lead={text('compliance:bureauLead')} />
      <List<BureauQuery>
        resource="/compliance/bureau-queries"
        name="bureau-queries"
        columns={columns}
        rowKey={(query) => query.id}
        empty={text('compliance:bureauEmpty')}
        testId="bureau-queries"
      />
    </>
  );
}
