import type { Product } from '@jinqiao/api';
import { Select } from 'antd';
import { useState } from 'react';
import { Section } from '../../components/section.tsx';
import { grouped } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

/** Products side by side, line by line. */
export function Comparison({ products: all }: { products: readonly Product[] }) {
  const { text, term, choose } = useText();
  const [chosen, setChosen] = useState<string[]>(all.slice(0, 2).map(({ id }) => id));
  const products = all.filter(({ id }) => chosen.includes(id));
  const window = ({ from, to }: Product) => (from || to ? `${from ?? '…'} – ${to ?? '…'}` : text('product:always'));
  const lines: readonly (readonly [label: string, value: (product: Product) => string])[] = [
    [text('product:type'), (product) => term('product:type', product.type)],
    [text('product:supplier'), (product) => choose(product.supplierZh, product.supplier)],
    [text('product:risk'), (product) => product.risk],
    [text('product:sale'), (product) => term('product:sale', product.sale)],
    [text('product:least'), (product) => grouped(product.least)],
    [text('product:step'), (product) => grouped(product.step)],
    [text('product:quotaLeft'), (product) => (product.quotaLeft === null ? text('product:noQuota') : grouped(product.quotaLeft))],
    [text('product:window'), window],
    [text('product:who'), (product) => text(product.qualified ? 'product:qualified' : 'product:everybody')],
    [text('product:documents'), (product) => String(product.documents.length)],
  ];
  return (
    <Section
      title={text('product:compare')}
      extra={
        <Select
          mode="multiple"
          className="compare-choice"
          value={chosen}
          onChange={setChosen}
          options={all.map((product) => ({ value: product.id, label: choose(product.nameZh, product.name) }))}
          aria-label={text('product:compare')}
          data-testid="compare-choice"
        />
      }
    >
      {products.length < 2 ? (
        <p className="muted">{text('product:compareNone')}</p>
      ) : (
        <table className="compare" data-testid="comparison">
          <thead>
            <tr>
              <th aria-label={text('product:name')} />
              {products.map((product) => (
                <th key={product.id} scope="col">
                  {choose(product.nameZh, product.name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(([label, value]) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {products.map((product) => (
                  <td key={product.id}>{value(product)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
