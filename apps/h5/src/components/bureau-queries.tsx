import { useQuery } from '@tanstack/react-query';
import { bureauQueriesQuery } from '../api/queries.ts';
import { shanghaiTime } from '../format/dates.ts';
import { useText } from '../i18n/index.ts';
import { Facts } from './facts.tsx';
import { Ready } from './ready.tsx';

/** Who asked a credit bureau about this customer, when and for what. */
export function BureauQueries() {
  const { text, term, choose } = useText();
  const query = useQuery(bureauQueriesQuery);
  return (
    <Ready query={query}>
      {({ items }) => (
        <section className="card" data-testid="bureau-queries">
          <h2>{text('mine:bureau')}</h2>
          {items.length === 0 && <p className="why">{text('mine:noBureau')}</p>}
          <ul className="consents">
            {items.map((item) => (
              <li key={item.id}>
                <h3>{choose(item.askedByZh, item.askedBy)}</h3>
                <Facts
                  items={[
                    { label: text('mine:bureauName'), value: choose(item.bureauZh, item.bureau) },
                    { label: text('mine:bureauPurpose'), value: term('mine:query', item.purpose) },
                    { label: text('mine:bureauAt'), value: shanghaiTime(item.askedAt) },
                  ]}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Ready>
  );
}
