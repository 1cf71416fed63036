import type { CostItem } from '@jinqiao/api';
import { type Column, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Money } from '../../components/figures.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { grouped, percent } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { UNNAMED_LENDER } from './question.ts';
import type { Calculated } from './use-calculation.ts';

/** A line of the table as it is read and exported: an item, or one of the sums and rates that follow from them. */
type Line = { key: string; name: string; method: string; standard: string; amount: string | null; collectedBy: string; when: string };

function useLineOf(): (item: CostItem, index: number) => Line {
  const { text, choose } = useText();
  return (item, index) => {
    const rate = /^(.+%) p\.a\.$/.exec(item.standard)?.[1];
    return {
      key: String(index),
      name: choose(item.nameZh, item.name),
      method: choose(item.methodZh, item.method),
      standard: rate === undefined ? separated(item.standard) : text('calculator:perYear', { rate: rate.replace('%', ' %') }),
      amount: item.amount,
      collectedBy: item.collectedBy === UNNAMED_LENDER ? text('calculator:lenderDefault') : item.collectedBy,
      when: text(item.contingent ? 'calculator:contingent' : 'calculator:normal'),
    };
  };
}

/** `1500.00 × 12` with its separators; a standard that is no amount stays as it is. */
function separated(standard: string): string {
  return /^\d+\.\d+( × \d+)?$/.test(standard) ? standard.replace(/^\S+/, (amount) => grouped(amount)) : standard.replace(/%$/, ' %');
}

function useColumns(): Column<Line>[] {
  const { text } = useText();
  return [
    textColumn('name', text('calculator:item'), (line) => line.name),
    textColumn('method', text('calculator:itemMethod'), (line) => line.method, { render: ({ method }) => <span className="cost-method">{method}</span> }),
    textColumn('standard', text('calculator:standard'), (line) => line.standard),
    {
      key: 'amount',
      title: text('calculator:amount'),
      align: 'right',
      text: (line) => line.amount ?? '',
      render: (line) => (line.when === '' ? null : <Money value={line.amount} dim />),
    },
    textColumn('collectedBy', text('calculator:collectedBy'), (line) => line.collectedBy),
  ];
}

/** The items under two headings: what is charged in any case, and what only if something happens. */
function headed(lines: readonly Line[]): Line[] {
  return [...Map.groupBy(lines, ({ when }) => when)].flatMap(([when, group]) => [
    { key: when, name: when, method: '', standard: '', amount: null, collectedBy: '', when: '' },
    ...group,
  ]);
}

/** The lines that a file carries besides the items, so that it says as much as the page. */
function useSummary({ answer: { costTable } }: Calculated): Line[] {
  const { text } = useText();
  const line = (key: string, name: string, standard: string, amount: string | null): Line => ({
    key,
    name,
    method: '',
    standard,
    amount,
    collectedBy: '',
    when: '',
  });
  const rateOf = (rate: string | null) => (rate === null ? '' : `${percent(rate)}%`);
  return [
    line('principal', text('calculator:field.principal'), '', costTable.principal),
    line('total', text('calculator:totalToRepay'), '', costTable.totalToRepay),
    line('nominal', text('calculator:annualNominal'), rateOf(costTable.annualNominal), null),
    line('effective', text('calculator:annualEffective'), rateOf(costTable.annualEffective), null),
  ];
}

/** Every item with its method, standard and collecting party, and the sentence that nothing else is charged (金规〔2026〕2号). */
export function CostTableCard({ calculated, asset }: { calculated: Calculated; asset: string }) {
  const { text, choose } = useText();
  const { costTable } = calculated.answer;
  const columns = useColumns();
  const when = textColumn('when', text('calculator:when'), (line: Line) => line.when);
  const lines = costTable.items.map(useLineOf());
  const summary = useSummary(calculated);
  const extra = (
    <div className="chart-tools">
      <ExportRows name="loan-cost-table" columns={[...columns, when]} rows={[...lines, ...summary]} />
    </div>
  );
  return (
    <Section flush title={text('calculator:costTable', { asset })} testId="calculator-cost" extra={extra}>
      <DataTable
        columns={columns}
        rows={headed(lines)}
        rowKey={({ key }) => key}
        empty={text('common:noData')}
        testId="cost-table"
        rowClassName={({ when: group }) => (group === '' ? 'heading-row' : '')}
      />
      <p className="cost-statement" data-testid="cost-statement">
        {choose(costTable.statementZh, costTable.statementEn)}
      </p>
    </Section>
  );
}
