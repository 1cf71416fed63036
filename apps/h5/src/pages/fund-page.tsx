import type { MyFund, Product } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { fundsQuery, shelfQuery, useDividends } from '../api/funds.ts';
import { Choice } from '../components/choice.tsx';
import { Facts } from '../components/facts.tsx';
import { Failure, MissingPage } from '../components/failure.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { isZero } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { FundActions } from './funds/fund-actions.tsx';
import { ValueLine } from './funds/value-line.tsx';

const amount = (value: string) => money(value, 'CNY');
const percent = (rate: string) => `${(Number(rate) * 100).toFixed(2)}%`;

function Figures({ fund }: { fund: MyFund }) {
  const { text } = useText();
  const { last, netValue } = fund;
  if (fund.pricing === 'net-value')
    return (
      <Facts
        items={[
          { label: text('fund:netValueOf', { date: netValue?.date ?? '–' }), value: netValue?.nav ?? '–', strong: true, testid: 'fund-nav' },
          { label: text('fund:accumulated'), value: netValue?.accumulated ?? '–' },
        ]}
      />
    );
  return (
    <Facts
      items={[
        { label: text('fund:sevenDay'), value: last?.sevenDayYield ? `${last.sevenDayYield}%` : text('fund:noYield'), strong: true },
        { label: text('fund:per10k'), value: last?.per10k ?? '–' },
      ]}
    />
  );
}

function Held({ fund }: { fund: MyFund }) {
  const { text } = useText();
  const latest = fund.incomes[0];
  const byNetValue = fund.pricing === 'net-value';
  const shown = (value: string) => (byNetValue ? text('fund:shares', { shares: value }) : amount(value));
  return (
    <section className="card" data-testid="fund-held">
      <h2>{text('fund:held')}</h2>
      <Facts
        items={[
          { label: text('fund:available'), value: shown(fund.available), strong: true, testid: 'fund-available' },
          !isZero(fund.inTransit) && { label: text('fund:inTransit'), value: amount(fund.inTransit), testid: 'fund-in-transit' },
          !isZero(fund.frozen) && { label: text('fund:frozen'), value: shown(fund.frozen), testid: 'fund-frozen' },
          byNetValue && { label: text('fund:value'), value: amount(fund.value), testid: 'fund-value' },
          fund.cost !== null && { label: text('fund:cost'), value: amount(fund.cost) },
          fund.profit !== null && { label: text('fund:profit'), value: amount(fund.profit), testid: 'fund-profit' },
          { label: text('fund:profitInAll'), value: amount(fund.earned), testid: 'fund-earned' },
          latest !== undefined && { label: text('fund:lastIncome', { date: latest.date }), value: `+${amount(latest.amount)}`, testid: 'fund-income' },
        ]}
      />
      {!byNetValue && (
        <details>
          <summary>{text('fund:incomes')}</summary>
          {fund.incomes.length === 0 && <p className="why">{text('fund:noIncome')}</p>}
          <Facts items={fund.incomes.map((income) => ({ label: income.date, value: `+${amount(income.amount)}` }))} />
        </details>
      )}
    </section>
  );
}

function Dividends({ fund, mode }: { fund: MyFund; mode: 'cash' | 'shares' }) {
  const { text } = useText();
  const command = useDividends();
  return (
    <details>
      <summary data-testid="dividends">{text('fund:dividends')}</summary>
      <Choice
        legend={text('fund:dividends')}
        value={mode}
        onChange={(chosen) => command.mutate({ fundId: fund.id, mode: chosen })}
        options={[
          { value: 'cash', label: text('fund:dividendCash'), note: text('fund:dividendCashNote') },
          { value: 'shares', label: text('fund:dividendShares'), note: text('fund:dividendSharesNote') },
        ]}
      />
      {command.isError && <Failure error={command.error} />}
    </details>
  );
}

function Terms({ fund, product }: { fund: MyFund; product: Product }) {
  const { text, term, choose } = useText();
  const { front, redemption } = fund.fees;
  return (
    <section className="card" data-testid="fund-terms">
      <h2>{text('fund:terms')}</h2>
      <p className="why">{choose(product.summaryZh, product.summary)}</p>
      <Facts
        items={[
          { label: text('fund:supplier'), value: choose(product.supplierZh, product.supplier) },
          { label: text('fund:seller'), value: choose(fund.sellerZh, fund.seller) },
          { label: text('fund:riskLevel'), value: product.risk },
          { label: text('fund:least'), value: amount(product.least) },
          product.quotaLeft !== null && { label: text('fund:quotaLeft'), value: amount(product.quotaLeft) },
          product.qualified && { label: text('fund:who'), value: text('fund:qualifiedOnly') },
          ...front.map(({ from, rate, flat }) => ({
            label: text('fund:feeFrom', { from: amount(from) }),
            value: rate === null ? amount(flat ?? '0') : percent(rate),
          })),
          ...redemption.map(({ fromDays, rate }) => ({ label: text('fund:feeDays', { days: fromDays }), value: percent(rate) })),
        ]}
      />
      {fund.dividendMode !== null && <Dividends fund={fund} mode={fund.dividendMode} />}
      {product.documents.map((document) => (
        <details key={document.kind}>
          <summary>
            {term('fund:document', document.kind)} · v{document.version}
          </summary>
          <p>{choose(document.zh, document.en)}</p>
          <p className="code">SHA-256 {document.digest}</p>
        </details>
      ))}
    </section>
  );
}

/** One product: what it is worth, what I hold of it, buying and redeeming, its terms and documents. */
export function FundPage() {
  const { fundId } = useParams({ from: '/inside/tabs/me/funds/$fundId' });
  const { text, choose } = useText();
  const navigate = useNavigate();
  const funds = useQuery(fundsQuery);
  const shelf = useQuery(shelfQuery);
  const fund = funds.data?.items.find(({ id }) => id === fundId);
  const product = shelf.data?.items.find(({ id }) => id === fundId);
  return (
    <>
      <PageHead title={fund ? choose(fund.nameZh, fund.name) : text('fund:title')} back={() => void navigate({ to: '/me/funds' })} />
      <Ready query={funds}>
        {({ items }) =>
          fund ? (
            <>
              <section className="card" data-testid={`fund-${fund.id}`}>
                <p className="why">
                  {text('fund:sellerLine', {
                    seller: choose(fund.sellerZh, fund.seller),
                    registrar: choose(fund.registrarZh, fund.registrar),
                    risk: fund.risk,
                  })}
                </p>
                <Figures fund={fund} />
                <ValueLine fund={fund} />
              </section>
              <Held fund={fund} />
              <FundActions fund={fund} funds={items} />
              {product && <Terms fund={fund} product={product} />}
            </>
          ) : (
            <MissingPage />
          )
        }
      </Ready>
    </>
  );
}
