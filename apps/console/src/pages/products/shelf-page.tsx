import type { Product, ProductChangeView } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, App, Button, Descriptions, Drawer, Tag } from 'antd';
import { useState } from 'react';
import { productChangesQuery, productsQuery, useDecideProduct } from '../../api/products.ts';
import { useMay, useSession } from '../../app/session.ts';
import { type Column, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { JsonView } from '../../components/json-view.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { localTime } from '../../format/dates.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { product as texts } from '../../i18n/texts/product.ts';
import { deskRow } from '../compliance/desk.tsx';
import { ReasonForm } from '../compliance/reason-form.tsx';
import { Comparison } from './comparison.tsx';
import { OfferForm } from './offer-form.tsx';
import { ProductPanel } from './product-panel.tsx';
import { Qualifications } from './qualifications.tsx';

addTexts('product', texts);

function useProductColumns(): Column<Product>[] {
  const { text, term, choose } = useText();
  return [
    textColumn('name', text('product:name'), (product) => choose(product.nameZh, product.name), {
      render: (product) => (
        <>
          {choose(product.nameZh, product.name)} <Tag>{product.id}</Tag>
        </>
      ),
    }),
    textColumn('type', text('product:type'), (product) => term('product:type', product.type)),
    textColumn('supplier', text('product:supplier'), (product) => choose(product.supplierZh, product.supplier)),
    textColumn('risk', text('product:risk'), (product) => product.risk),
    textColumn('sale', text('product:sale'), (product) => term('product:sale', product.sale)),
    moneyColumn('least', text('product:least'), (product) => product.least),
    textColumn('state', text('common:state'), (product) => term('product:state', product.state), {
      render: (product) => <StateTag area="product:state" state={product.state} />,
    }),
  ];
}

function Decide({ change }: { change: ProductChangeView }) {
  const { text } = useText();
  const { message } = App.useApp();
  const decide = useDecideProduct(change.id);
  const act = (approve: boolean) => (reason: string) => decide.mutate({ approve, reason }, { onSuccess: () => void message.success(text('product:decided')) });
  return (
    <ReasonForm
      label={text('product:verdict')}
      action={text('product:approve')}
      other={{ label: text('product:reject'), onSubmit: act(false) }}
      pending={decide.isPending}
      error={decide.error}
      onSubmit={act(true)}
    />
  );
}

function Change({ change }: { change: ProductChangeView }) {
  const { text } = useText();
  const session = useSession();
  const may = useMay('decide-product');
  const own = session?.login === change.madeBy;
  const items = [
    { key: 'maker', label: text('product:maker'), children: change.madeBy },
    { key: 'checker', label: text('product:checker'), children: change.checkedBy ?? '–' },
    { key: 'reason', label: text('common:reason'), children: change.reason, span: 2 },
    ...(change.verdict === null ? [] : [{ key: 'verdict', label: text('product:verdict'), children: change.verdict, span: 2 }]),
  ];
  return (
    <div className="stack" data-testid="product-change">
      <Descriptions size="small" column={2} items={items} />
      <JsonView title={text('product:content')} body={JSON.stringify(change.body)} />
      {change.state === 'proposed' && may && !own && <Decide change={change} />}
      {change.state === 'proposed' && own && <Alert type="info" showIcon title={text('product:ownWork')} data-testid="own-work" />}
    </div>
  );
}

/** What was proposed for products, those to decide first. */
function Changes() {
  const { text, term } = useText();
  const query = useQuery(productChangesQuery);
  const [open, setOpen] = useState<string | null>(null);
  const change = query.data?.items.find(({ id }) => id === open);
  const columns: Column<ProductChangeView>[] = [
    textColumn('action', text('common:kind'), (item) => term('product:action', item.action)),
    textColumn('product', text('product:id'), (item) => item.productId),
    textColumn('maker', text('product:maker'), (item) => item.madeBy),
    textColumn('checker', text('product:checker'), (item) => item.checkedBy),
    textColumn('madeAt', text('product:madeAt'), (item) => localTime(item.madeAt), { render: (item) => <span className="num">{localTime(item.madeAt)}</span> }),
    textColumn('state', text('common:state'), (item) => term('product:state', item.state), {
      render: (item) => <StateTag area="product:state" state={item.state} />,
    }),
  ];
  return (
    <Section title={text('product:changes')} flush>
      {query.isError && !query.data && <Failure error={query.error} retry={() => void query.refetch()} />}
      <DataTable
        columns={columns}
        rows={query.data?.items ?? []}
        rowKey={(item) => item.id}
        loading={query.isPending}
        empty={text('product:noChanges')}
        testId="product-changes"
        {...deskRow(change, setOpen)}
      />
      <Drawer
        open={change !== undefined}
        onClose={() => setOpen(null)}
        title={change && `${term('product:action', change.action)} ${change.productId}`}
        size={520}
      >
        {change && <Change key={`${change.id} ${change.state}`} change={change} />}
      </Drawer>
    </Section>
  );
}

/** The catalogue as the people who run it see it: products with their terms, side by side, and what was proposed for them. */
export function ShelfPage() {
  const { text } = useText();
  const { id } = useSearch({ from: '/inside/products/shelf' });
  const navigate = useNavigate();
  const may = useMay('propose-product');
  const [offering, setOffering] = useState(false);
  const query = useQuery(productsQuery);
  const items = query.data?.items ?? [];
  const chosen = items.find((product) => product.id === id) ?? items[0];
  const columns = useProductColumns();
  const desk = deskRow(chosen, (next) => void navigate({ to: '/products/shelf', search: { id: next }, replace: true }));
  return (
    <>
      <PageHead title={text('product:title')} lead={text('product:lead')} readAt={query.dataUpdatedAt} />
      {may && (
        <p>
          <Button type="primary" onClick={() => setOffering(true)} data-testid="offer">
            {text('product:offer')}
          </Button>
        </p>
      )}
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="desk">
          <DataTable
            columns={columns}
            rows={items}
            rowKey={(product) => product.id}
            loading={query.isPending}
            empty={text('product:none')}
            testId="products"
            {...desk}
          />
          {chosen && <ProductPanel key={`${chosen.id} ${chosen.version} ${chosen.state}`} product={chosen} />}
        </div>
      )}
      {items.length > 1 && <Comparison products={items} />}
      <Changes />
      <Qualifications />
      <Drawer open={offering} onClose={() => setOffering(false)} title={text('product:offer')} size={560}>
        {offering && <OfferForm done={() => setOffering(false)} />}
      </Drawer>
    </>
  );
}
