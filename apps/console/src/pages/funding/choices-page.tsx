import type { FundingChoiceView } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { type Column, CustomerLink, countColumn, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { ChoiceFilter, TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useText } from '../../i18n/index.ts';
import { OutcomeTag, SubjectLink } from './names.tsx';

const OUTCOMES = ['none', 'asked', 'approved', 'refused', 'silent', 'rejected', 'booked', 'given-up'] as const;

function useColumns(): Column<FundingChoiceView>[] {
  const { text, term, choose } = useText();
  return [
    textColumn('subject', text('funding:subject'), (row) => row.subject, { render: (row) => <SubjectLink subject={row.subject} /> }),
    countColumn('n', text('funding:n'), (row) => row.n),
    textColumn('bank', text('funding:bank'), (row) => choose(row.bankZh ?? '–', row.bank ?? '–')),
    textColumn('outcome', text('funding:outcome'), (row) => term('funding:outcome', row.outcome), { render: (row) => <OutcomeTag outcome={row.outcome} /> }),
    textColumn('code', text('funding:code'), (row) => row.code, { render: (row) => <code>{row.code || '–'}</code> }),
    moneyColumn('amount', text('funding:amount'), (row) => row.amount),
    countColumn('periods', text('funding:periods'), (row) => row.periods),
    textColumn('customer', text('funding:customer'), (row) => row.customerId, { render: (row) => <CustomerLink id={row.customerId} name={null} /> }),
    dateColumn('date', text('common:date'), (row) => row.businessDate),
  ];
}

/** Every choice of a funding bank. */
export function ChoicesPage() {
  const { text } = useText();
  const filters = useSearch({ from: '/inside/partners/funding' });
  const navigate = useNavigate();
  const columns = useColumns();
  const go = (search: Record<string, string | undefined>) => void navigate({ to: '/partners/funding', search });
  const set = (key: string) => (value: string | undefined) => go({ ...filters, [key]: value });
  const filtered = Object.values(filters).some((value) => value !== undefined);
  return (
    <>
      <PageHead title={text('funding:choices')} lead={text('funding:choicesLead')} />
      <List<FundingChoiceView>
        resource="/funding-choices"
        name="funding-choices"
        filters={filters}
        columns={columns}
        rowKey={(row) => row.id}
        empty={text('funding:choicesEmpty')}
        narrowed={filtered}
        testId="funding-choices"
        toolbar={
          <>
            <TextFilter value={filters.q} onChange={set('q')} placeholder={text('funding:filter')} testId="funding-q" />
            <ChoiceFilter
              label={text('funding:outcome')}
              value={filters.outcome}
              choices={OUTCOMES.map((value) => ({ value, label: text(`funding:outcome.${value}`) }))}
              onChange={set('outcome')}
              testId="funding-outcome"
            />
            {filtered && (
              <Button type="link" size="small" onClick={() => go({})}>
                {text('common:clearFilters')}
              </Button>
            )}
          </>
        }
      />
    </>
  );
}
