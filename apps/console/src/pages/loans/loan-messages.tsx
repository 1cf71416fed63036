import type { PartnerMessage } from '@jinqiao/api';
import { subList } from '../../api/queries.ts';
import { type Column, countColumn, dateColumn, textColumn } from '../../components/columns.tsx';
import { JsonView } from '../../components/json-view.tsx';
import { List } from '../../components/list.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';

function Bodies({ message }: { message: PartnerMessage }) {
  const { text } = useText();
  return (
    <div>
      <div className="columns halves">
        <JsonView title={text('loan:request')} body={message.request} />
        {message.answer === null ? <p className="muted">{text('loan:noAnswer')}</p> : <JsonView title={text('loan:answer')} body={message.answer} />}
      </div>
      <p className="muted small">{text('loan:sealedNote')}</p>
    </div>
  );
}

export function LoanMessages({ loanId }: { loanId: string }) {
  const { text, term } = useText();
  const columns: Column<PartnerMessage>[] = [
    textColumn('serial', text('loan:serial'), (message) => message.serial, {
      render: (message) => (
        <span className="id wide" title={message.serial}>
          {message.serial}
        </span>
      ),
    }),
    textColumn('direction', text('loan:direction'), (message) => term('loan:direction', message.direction)),
    textColumn('institution', text('loan:institution'), (message) => term('partners:kind', message.institution)),
    textColumn('operation', text('loan:operation'), (message) => message.operation, { render: (message) => <code>{message.operation}</code> }),
    dateColumn('businessDate', text('common:businessDate'), (message) => message.businessDate),
    textColumn('state', text('common:state'), (message) => term('loan:message', message.state), {
      render: (message) => <StateTag area="loan:message" state={message.state} />,
    }),
    countColumn('attempts', text('loan:attempts'), (message) => message.attempts),
    textColumn('at', text('loan:at'), (message) => message.at, {
      render: (message) => <span className="num">{message.at === null ? '–' : localTime(message.at)}</span>,
    }),
  ];
  return (
    <List<PartnerMessage>
      resource={subList('loans', loanId, 'messages')}
      name="loan-messages"
      columns={columns}
      rowKey={(message) => message.serial}
      empty={text('loan:messagesEmpty')}
      testId="messages"
      expandable={{ expandedRowRender: (message) => <Bodies message={message} /> }}
    />
  );
}
