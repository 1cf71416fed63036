import { useQuery } from '@tanstack/react-query';
import { App, Input, Select } from 'antd';
import { useState } from 'react';
import { suppliersQuery, useProposeProduct } from '../../api/products.ts';
import { useText } from '../../i18n/index.ts';
import { ReasonForm } from '../compliance/reason-form.tsx';

const TYPES = ['money-fund', 'fund', 'pension-product', 'trust-plan', 'bank-wealth', 'broker-plan', 'insurance', 'virtual-currency'] as const;
const RISKS = [1, 2, 3, 4, 5] as const;
const TEXTS = ['productId', 'nameZh', 'nameEn', 'summaryZh', 'summaryEn', 'least', 'step', 'url'] as const;
type TextField = (typeof TEXTS)[number];
const LABELS = {
  productId: 'product:id',
  nameZh: 'product:nameZh',
  nameEn: 'product:nameEn',
  summaryZh: 'product:summaryZh',
  summaryEn: 'product:summaryEn',
  least: 'product:least',
  step: 'product:step',
  url: 'product:url',
} as const;
const EMPTY: Readonly<Record<TextField, string>> = {
  productId: '',
  nameZh: '',
  nameEn: '',
  summaryZh: '',
  summaryEn: '',
  least: '1.00',
  step: '0.01',
  url: '',
};

/** Proposes a product: with a link it is sold by its supplier, without one here, where a fund of that code is open. */
export function OfferForm({ done }: { done: () => void }) {
  const { text, choose } = useText();
  const { message } = App.useApp();
  const suppliers = useQuery(suppliersQuery).data?.items ?? [];
  const propose = useProposeProduct();
  const [given, setGiven] = useState(EMPTY);
  const [supplierId, setSupplier] = useState<string>();
  const [type, setType] = useState<(typeof TYPES)[number]>('insurance');
  const [risk, setRisk] = useState<(typeof RISKS)[number]>(3);
  const { productId, url, ...words } = given;
  const submit = (reason: string) =>
    propose.mutate(
      {
        change: {
          action: 'offer',
          productId,
          supplierId: supplierId ?? '',
          type,
          sale: url === '' ? 'here' : 'redirect',
          terms: {
            ...words,
            from: null,
            to: null,
            quota: null,
            termDays: null,
            issuerRisk: risk,
            sellerRisk: risk,
            qualified: type === 'trust-plan',
            recorded: type === 'trust-plan',
            url: url === '' ? null : url,
          },
          documents: [{ kind: 'summary', zh: given.summaryZh, en: given.summaryEn }],
        },
        reason,
      },
      {
        onSuccess: () => {
          void message.success(text('product:proposed'));
          done();
        },
      },
    );
  const whole = supplierId !== undefined && TEXTS.every((field) => field === 'url' || given[field].trim() !== '');
  return (
    <ReasonForm action={text('product:propose')} pending={propose.isPending} error={propose.error} onSubmit={submit} disabled={!whole}>
      <div className="proposal-form">
        <div className="field">
          <span className="field-label">{text('product:supplier')}</span>
          <Select
            value={supplierId ?? null}
            onChange={setSupplier}
            options={suppliers.map((supplier) => ({ value: supplier.id, label: choose(supplier.nameZh, supplier.name) }))}
            data-testid="offer-supplier"
          />
        </div>
        <div className="field">
          <span className="field-label">{text('product:type')}</span>
          <Select value={type} onChange={setType} options={TYPES.map((value) => ({ value, label: text(`product:type.${value}`) }))} data-testid="offer-type" />
        </div>
        <div className="field">
          <span className="field-label">{text('product:risk')}</span>
          <Select value={risk} onChange={setRisk} options={RISKS.map((value) => ({ value, label: `R${value}` }))} />
        </div>
        {TEXTS.map((field) => (
          <div key={field} className="field wide">
            <label className="field-label" htmlFor={`offer-${field}`}>
              {text(LABELS[field])}
            </label>
            <Input
              id={`offer-${field}`}
              value={given[field]}
              onChange={(event) => setGiven({ ...given, [field]: event.target.value })}
              data-testid={`offer-${field}`}
            />
          </div>
        ))}
      </div>
    </ReasonForm>
  );
}
