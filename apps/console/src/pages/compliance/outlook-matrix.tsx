import type { ComplianceOutlook, OutlookProduct } from '@jinqiao/api';
import { Tag } from 'antd';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';

function Cell({ product, pack }: { product: OutlookProduct; pack: string }) {
  const { text } = useText();
  const results = product.results.filter((result) => result.pack === pack && result.outcome !== 'not-applicable');
  if (results.length === 0) return <td />;
  const count = (outcome: string) => results.filter((result) => result.outcome === outcome).length;
  const [breach, missing] = [count('breach'), count('fact-missing')];
  return (
    <td>
      {breach > 0 && (
        <span className="cell breach" title={`${text('compliance:breaches')} ${breach}`}>
          {breach}
        </span>
      )}
      {breach === 0 && missing > 0 && (
        <span className="cell missing" title={`${text('compliance:missing')} ${missing}`}>
          ?{missing}
        </span>
      )}
      {breach === 0 && missing === 0 && (
        <span className="cell pass" title={`${text('compliance:passing')} ${results.length}`}>
          ✓
        </span>
      )}
    </td>
  );
}

/** Products down, subjects across: where each product stands on the date. A row opens its results. */
export function OutlookMatrix({ outlook, chosen, onChoose }: { outlook: ComplianceOutlook; chosen: string; onChoose: (product: string) => void }) {
  const { text, choose } = useText();
  const used = outlook.packs.filter(({ pack }) =>
    outlook.products.some((product) => product.results.some((result) => result.pack === pack && result.outcome !== 'not-applicable')),
  );
  return (
    <Section title={text('compliance:matrix')} flush>
      <div className="matrix-scroll">
        <table className="matrix" data-testid="matrix">
          <thead>
            <tr>
              <th scope="col">{text('compliance:product')}</th>
              <th scope="col">{text('compliance:breaches')}</th>
              {used.map(({ pack, zh, en }) => (
                <th key={pack} scope="col">
                  {choose(zh, en)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {outlook.products.map((product) => (
              <tr
                key={product.id}
                className={product.id === chosen ? 'chosen' : ''}
                tabIndex={0}
                aria-selected={product.id === chosen}
                data-testid="matrix-row"
                data-id={product.id}
                onClick={() => onChoose(product.id)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return;
                  event.preventDefault();
                  onChoose(product.id);
                }}
              >
                <th scope="row">
                  {choose(product.zh, product.en)}{' '}
                  <Tag color={product.kind === 'programme' ? 'processing' : 'default'}>{text(`compliance:kind.${product.kind}`)}</Tag>
                  <small>{choose(product.noteZh, product.noteEn)}</small>
                </th>
                <td className="total num">
                  {product.counts.breach === 0 ? <span className="muted">0</span> : <span className="bad">{product.counts.breach}</span>}
                </td>
                {used.map(({ pack }) => (
                  <Cell key={pack} product={product} pack={pack} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted small section-note">{text('compliance:matrixNote')}</p>
    </Section>
  );
}
