import type { JournalDetail } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { Descriptions } from 'antd';
import { CustomerLink, LoanLink } from '../../components/columns.tsx';
import { Money } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';

type Source = JournalDetail['source'];

function Subject({ source }: { source: Source }) {
  if (source.kind === 'loan') return <LoanLink id={source.subject} />;
  if (source.kind === 'customer') return <CustomerLink id={source.subject} name={source.subject} />;
  if (source.kind === 'programme') {
    return (
      <Link to="/programmes/$programmeId" params={{ programmeId: source.subject }} className="link">
        {source.subject}
      </Link>
    );
  }
  return <span className="id wrap">{source.subject || '–'}</span>;
}

function Messages({ source }: { source: Source }) {
  const { text, term } = useText();
  if (source.messages.length === 0) {
    return (
      <span className="muted">
        {text('ledger:noMessages')}{' '}
        <Link to="/partners/institutions" className="link">
          {text('shell:nav.institutions')}
        </Link>
      </span>
    );
  }
  return (
    <div data-testid="source-messages">
      {source.messages.map((message) => {
        const line = (
          <>
            {term('partners:kind', message.institution)} <code>{message.operation}</code>
          </>
        );
        return (
          <div key={message.serial} title={message.serial}>
            {source.kind === 'loan' ? (
              <Link to="/loans/$loanId" params={{ loanId: source.subject }} search={{ tab: 'messages' }} className="link">
                {line}
              </Link>
            ) : (
              line
            )}{' '}
            <StateTag area="loan:message" state={message.state} />
            <span className="muted num">{message.at === null ? '' : localTime(message.at)}</span>
          </div>
        );
      })}
    </div>
  );
}

/** What a journal was booked for, and the way to each part of it. */
export function JournalSource({ journal }: { journal: JournalDetail }) {
  const { text, term } = useText();
  const { source, reference } = journal;
  const { customer, collection } = source;
  const items = [
    { key: 'subject', label: term('ledger:subject', source.kind), children: <Subject source={source} />, span: 2 },
    ...(customer ? [{ key: 'customer', label: text('loan:customer'), children: <CustomerLink id={customer.id} name={customer.name} />, span: 2 }] : []),
    { key: 'reference', label: text('common:reference'), children: <span className="id wrap">{reference}</span>, span: 2 },
    ...(collection
      ? [
          { key: 'collection', label: text('ledger:collection'), children: <Money value={collection.amount} /> },
          { key: 'state', label: text('common:state'), children: term('ledger:collectionState', collection.state) },
          { key: 'serial', label: text('ledger:paymentSerial'), children: <span className="id wrap">{collection.paymentSerial || '–'}</span>, span: 2 },
        ]
      : []),
    { key: 'messages', label: text('ledger:messages'), children: <Messages source={source} />, span: 2 },
  ];
  return (
    <Section title={text('ledger:source')} testId="journal-source">
      <Descriptions size="small" column={2} items={items} />
    </Section>
  );
}
