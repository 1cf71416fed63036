import type { CreditReview } from '@jinqiao/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Segmented, Tag } from 'antd';
import { listQuery } from '../../api/queries.ts';
import { type Column, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { ListFoot } from '../../components/list-foot.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import { deskRow } from '../compliance/desk.tsx';
import { ReviewPanel } from './review-panel.tsx';
import { ReasonName } from './shared.tsx';

const STATES = ['waiting', 'open', 'claimed', 'proposed', 'decided'] as const;

function useReviewColumns(): Column<CreditReview>[] {
  const { text } = useText();
  return [
    textColumn('due', text('credit:due'), (review) => `${review.dueOn} ${review.dueTime}`, {
      width: 150,
      render: (review) => (
        <span className="num">
          {review.dueOn} {review.dueTime} {review.overdue && <Tag color="error">{text('credit:overdue')}</Tag>}
        </span>
      ),
    }),
    textColumn('customer', text('credit:customer'), (review) => review.customerName),
    textColumn('origin', text('credit:origin'), (review) => text(`credit:origin.${review.origin}`), { width: 88 }),
    textColumn('code', text('credit:code'), (review) => review.code, { render: (review) => <ReasonName code={review.code} /> }),
    textColumn('holder', text('credit:holder'), (review) => review.claimedBy, { width: 80 }),
    textColumn('state', text('common:state'), (review) => text(`credit:state.${review.state}`), {
      width: 84,
      render: (review) => <StateTag area="credit:state" state={review.state} />,
    }),
  ];
}

/** The desk of decisions that wait for a person, the next due one open. */
export function ReviewsPage() {
  const { text } = useText();
  const { state = 'waiting', id } = useSearch({ from: '/inside/risk/reviews' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(listQuery<CreditReview>('/credit/reviews', { state }));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.find((item) => item.id === id) ?? items[0];
  const desk = deskRow(chosen, (next) => void navigate({ to: '/risk/reviews', search: { state, id: next }, replace: true }));
  const columns = useReviewColumns();
  return (
    <>
      <PageHead title={text('credit:reviews')} lead={text('credit:reviewsLead')} />
      <div className="compliance-line">
        <Segmented
          value={state}
          onChange={(next) => void navigate({ to: '/risk/reviews', search: { state: next } })}
          options={STATES.map((value) => ({ value, label: text(`credit:state.${value}`) }))}
          data-testid="reviews-state"
        />
      </div>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="desk">
          <div>
            <DataTable
              columns={columns}
              rows={items}
              rowKey={(review) => review.id}
              loading={query.isPending}
              empty={text('credit:reviewsEmpty')}
              testId="reviews"
              {...desk}
            />
            <ListFoot query={query} shown={items.length} testId="reviews" />
          </div>
          {chosen && <ReviewPanel key={`${chosen.id} ${chosen.state} ${chosen.claimedBy}`} review={chosen} />}
        </div>
      )}
    </>
  );
}
