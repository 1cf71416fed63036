import { Button } from 'antd';
import { useText } from '../i18n/index.ts';
import { ReadAt } from './read-at.tsx';

type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown; dataUpdatedAt: number };

/** Under every list: when it was read, how much of it is shown, and the way on. */
export function ListFoot({ query, shown, total, testId }: { query: Paged; shown: number; total?: number | undefined; testId: string }) {
  const { text } = useText();
  if (query.dataUpdatedAt === 0) return null;
  const count = (value: number) => value.toLocaleString('en-US');
  return (
    <footer className="list-foot">
      <span className="muted small num" data-testid={`${testId}-shown`}>
        {total === undefined ? text('common:shown', { shown: count(shown) }) : text('common:shownOf', { shown: count(shown), total: count(total) })}
      </span>
      {query.hasNextPage && (
        <Button size="small" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()} data-testid={`${testId}-more`}>
          {text('common:more')}
        </Button>
      )}
      <span className="push">
        <ReadAt readAt={query.dataUpdatedAt} />
      </span>
    </footer>
  );
}
