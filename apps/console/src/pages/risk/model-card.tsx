import type { RiskPortfolio } from '@jinqiao/api';
import { Descriptions } from 'antd';
import { Rate } from '../../components/figures.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';

/** What the expected losses were reckoned with, and what flow and cure rates say beside them. */
export function ModelCard({ portfolio }: { portfolio: RiskPortfolio }) {
  const { text } = useText();
  const { model, lossByFlows, cures } = portfolio;
  const rate = (value: string | null | undefined) => (value === null || value === undefined ? '–' : <Rate value={value} />);
  const known = cures.filter((cure) => cure.rate !== null);
  const items = [
    ...(model
      ? [
          { key: 'lgd', label: text('risk:lgd'), children: rate(model.lossGivenDefault) },
          { key: 'overlay', label: text('risk:overlay'), children: rate(model.overlay) },
          ...model.twelveMonths
            .filter(({ bucket }) => bucket.startsWith('M'))
            .map(({ bucket, probability }) => ({ key: `pd-${bucket}`, label: `${text('risk:pd')} ${bucket}`, children: rate(probability) })),
        ]
      : []),
    { key: 'recovery', label: text('risk:recovery'), children: rate(portfolio.totals.recovery) },
    { key: 'flows', label: text('risk:lossByFlows'), children: rate(lossByFlows) },
    ...known.map((cure) => ({ key: `cure-${cure.bucket}`, label: `${text('risk:cure')} ${cure.bucket}`, children: rate(cure.rate) })),
  ];
  return (
    <Section title={text('risk:model')} testId="risk-model">
      <p className="muted">{text('risk:modelLead')}</p>
      <Descriptions size="small" column={2} items={items} />
    </Section>
  );
}
