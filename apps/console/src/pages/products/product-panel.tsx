import type { Product } from '@jinqiao/api';
import { App, Collapse, Descriptions, Select } from 'antd';
import { useState } from 'react';
import { useProposeProduct } from '../../api/products.ts';
import { useMay } from '../../app/session.ts';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { grouped } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { ReasonForm } from '../compliance/reason-form.tsx';

const NEXT = { listed: ['suspend', 'delist'], suspended: ['resume', 'delist'], delisted: [] } as const;
type Action = (typeof NEXT)[keyof typeof NEXT][number];

/** Proposes that a product is suspended, resumed or delisted. */
function Propose({ product }: { product: Product }) {
  const { text } = useText();
  const { message } = App.useApp();
  const propose = useProposeProduct();
  const offered = NEXT[product.state];
  const [action, setAction] = useState<Action | undefined>(offered[0]);
  if (!action) return null;
  return (
    <ReasonForm
      action={text('product:propose')}
      pending={propose.isPending}
      error={propose.error}
      onSubmit={(reason) =>
        propose.mutate({ change: { action, productId: product.id }, reason }, { onSuccess: () => void message.success(text('product:proposed')) })
      }
    >
      <Select<Action>
        value={action}
        onChange={setAction}
        options={offered.map((value) => ({ value, label: text(`product:action.${value}`) }))}
        aria-label={text('product:propose')}
        data-testid="product-action"
      />
    </ReasonForm>
  );
}

/** One product: its terms, its documents with their hashes, and what can be proposed for it. */
export function ProductPanel({ product }: { product: Product }) {
  const { text, term, choose } = useText();
  const may = useMay('propose-product');
  const items = [
    { key: 'summary', label: text('product:name'), children: choose(product.summaryZh, product.summary), span: 2 },
    { key: 'least', label: text('product:least'), children: grouped(product.least) },
    { key: 'step', label: text('product:step'), children: grouped(product.step) },
    { key: 'quota', label: text('product:quota'), children: product.quota === null ? text('product:noQuota') : grouped(product.quota) },
    { key: 'left', label: text('product:quotaLeft'), children: product.quotaLeft === null ? '–' : grouped(product.quotaLeft) },
    { key: 'who', label: text('product:who'), children: text(product.qualified ? 'product:qualified' : 'product:everybody') },
    { key: 'version', label: text('product:version'), children: `v${product.version} · ${product.listedOn}` },
    ...(product.url === null ? [] : [{ key: 'url', label: text('product:url'), children: product.url, span: 2 }]),
  ];
  return (
    <aside className="desk-panel" data-testid="product-panel">
      <Section title={choose(product.nameZh, product.name)} extra={<StateTag area="product:state" state={product.state} />}>
        <div className="stack">
          <Descriptions size="small" column={2} items={items} />
          <Collapse
            size="small"
            items={product.documents.map((document) => ({
              key: document.kind,
              label: `${term('product:document', document.kind)} v${document.version}`,
              children: (
                <>
                  <p>{choose(document.zh, document.en)}</p>
                  <p className="muted id">SHA-256 {document.digest}</p>
                </>
              ),
            }))}
          />
          {may && product.state !== 'delisted' && <Propose product={product} />}
        </div>
      </Section>
    </aside>
  );
}
