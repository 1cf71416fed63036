import type { PartnerMessage } from '@jinqiao/api';
import { type Column, countColumn, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { JsonView } from '../../components/json-view.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import { useInstitutionName } from './names.tsx';

function Bodies({ message }: { message: PartnerMessage }) {
  const { text } = useText();
  return (
    <div className="columns halves">
      <JsonView title={text('loan:request')} body={message.request} />
      {message.answer === null ? <p className="muted">{text('loan:noAnswer')}</p> : <JsonView title={text('loan:answer')} body={message.answer} />}
    </div>
  );
}

/** Messages that are all on the page. */
export function MessageTable({ messages }: { messages: readonly PartnerMessage[] }) {
  const { text, term } = useText();
  const nameOf = useInstitutionName();
  const columns: Column<PartnerMessage>[] = [
    textColumn('serial', text('loan:serial'), (row) => row.serial, {
      render: (row) => (
        <span className="id wide" title={row.serial}>
          {row.serial}
        </span>
      ),
    }),
    textColumn('institution', text('loan:institution'), (row) => nameOf(row.institution)),
    textColumn('operation', text('loan:operation'), (row) => row.operation, { render: (row) => <code>{row.operation}</code> }),
    dateColumn('date', text('common:businessDate'), (row) => row.businessDate),
    textColumn('state', text('common:state'), (row) => term('loan:message', row.state), {
      render: (row) => <StateTag area="loan:message" state={row.state} />,
    }),
    countColumn('attempts', text('loan:attempts'), (row) => row.attempts),
    textColumn('at', text('loan:at'), (row) => row.at, { render: (row) => <span className="num">{row.at === null ? '–' : localTime(row.at)}</span> }),
  ];
  return (
    <DataTable
      columns={columns}
      rows={messages}
      rowKey={(row) => row.serial}
      empty={text('payments:messagesEmpty')}
      testId="payment-messages"
      expandable={{ expandedRowRender: (row) => <Bodies message={row} /> }}
    />
  );
}
