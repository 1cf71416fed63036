import type { FundingChoiceDetail } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Skeleton, Tag } from 'antd';
import { fundingChoiceQuery } from '../../api/queries.ts';
import { type Column, CustomerLink, countColumn, moneyColumn, rateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { OutcomeTag } from './names.tsx';

type Choice = FundingChoiceDetail['choices'][number];
type Option = Choice['options'][number];

function Options({ choice }: { choice: Choice }) {
  const { text, term, choose } = useText();
  const columns: Column<Option>[] = [
    textColumn('bank', text('funding:bank'), (row) => choose(row.bankZh, row.bank), {
      render: (row) => (
        <>
          {choose(row.bankZh, row.bank)} {row.programmeId === choice.programmeId && <Tag color="success">{text('funding:chosen')}</Tag>}
        </>
      ),
    }),
    rateColumn('rate', text('funding:rate'), (row) => row.rate),
    rateColumn('bankRate', text('funding:bankRate'), (row) => row.bankRate),
    moneyColumn('quota', text('funding:quotaLeft'), (row) => row.quotaLeft),
    rateColumn('share', text('funding:quotaShare'), (row) => row.quotaShare),
    countColumn('silent', text('funding:silent'), (row) => row.silentLately),
    rateColumn('answered', text('funding:answered'), (row) => row.answeredShare),
    textColumn('reasons', text('funding:reasons'), (row) => row.reasons.map((reason) => term('funding:reason', reason)).join('；'), {
      render: (row) =>
        row.reasons.length === 0 ? (
          <span className="good">{text('funding:open')}</span>
        ) : (
          row.reasons.map((reason) => <div key={reason}>{term('funding:reason', reason)}</div>)
        ),
    }),
  ];
  return <DataTable columns={columns} rows={choice.options} rowKey={(row) => row.programmeId} empty="–" testId="funder-option" />;
}

/** Every choice for one business object, with every bank in the order judged. */
export function ChoicePage() {
  const { text, choose } = useText();
  const { subject } = useParams({ from: '/inside/partners/funding/$subject' });
  const { data, error, isError, refetch, dataUpdatedAt } = useQuery(fundingChoiceQuery(subject));
  if (isError && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  return (
    <>
      <PageHead
        title={`${text('funding:one')} ${data.subject}`}
        crumbs={[{ label: text('funding:choices'), link: { to: '/partners/funding' } }]}
        readAt={dataUpdatedAt}
        lead={
          <>
            {text('funding:customer')} <CustomerLink id={data.customerId} name={null} />
          </>
        }
      />
      <div className="stack">
        {data.choices.map((choice) => (
          <Section
            key={choice.n}
            title={
              choice.bankZh === null
                ? text('funding:noChoice', { n: choice.n })
                : text('funding:choice', { n: choice.n, bank: choose(choice.bankZh, choice.bank ?? '') })
            }
            extra={
              <>
                <OutcomeTag outcome={choice.outcome} /> {choice.code !== '' && <code>{choice.code}</code>}
              </>
            }
            flush
            testId="funding-choice"
          >
            <Options choice={choice} />
          </Section>
        ))}
      </div>
    </>
  );
}
