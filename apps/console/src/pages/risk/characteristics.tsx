import type { ModelCard, ModelVersion } from '@jinqiao/api';
import { type Column, countColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';
import { figure, sharePercent } from './numbers.ts';

type Bin = ModelVersion['card']['characteristics'][number]['bins'][number];
type Measured = ModelCard['characteristics'][number]['bins'][number];
type Row = { readonly key: string; readonly label: string; readonly points: number; readonly woe: number | null; readonly measured: Measured | undefined };
type Dropped = ModelCard['dropped'][number];

/** The values of a bin in words: the bounds of numbers, or names. */
function useBinLabel(): (bin: Bin, before: Bin | undefined) => string {
  const { text } = useText();
  return ({ below, values, missing, other }, before) => {
    if (below !== undefined) {
      const from = before?.below ?? null;
      if (below === null) return from === null ? text('model:all') : `≥ ${from}`;
      return from === null ? `< ${below}` : `${from} – < ${below}`;
    }
    return [...(other ? [text('model:other')] : []), ...(values ?? []), ...(missing ? [text('model:missing')] : [])].join(', ');
  };
}

const measuredShare = (row: Row, of: 'share' | 'badRate') => (row.measured ? sharePercent(row.measured[of]) : '–');

function useColumns(measured: boolean): Column<Row>[] {
  const { text } = useText();
  const number = (key: string, title: string, value: (row: Row) => string): Column<Row> => ({
    key,
    title,
    align: 'right',
    width: 110,
    text: value,
    render: (row) => <span className="num">{value(row)}</span>,
  });
  const bin = textColumn<Row>('bin', text('model:bin'), ({ label }) => label, { render: ({ label }) => <span className="bin-label">{label}</span> });
  if (!measured) return [bin, number('points', text('model:points'), ({ points }) => String(points))];
  return [
    bin,
    countColumn<Row>('rows', text('model:rows'), (row) => row.measured?.rows ?? 0, { width: 100 }),
    number('share', text('model:share'), (row) => measuredShare(row, 'share')),
    number('badRate', text('model:badRate'), (row) => measuredShare(row, 'badRate')),
    number('woe', text('model:woe'), ({ woe }) => figure(woe)),
    number('points', text('model:points'), ({ points }) => String(points)),
  ];
}

/** Points bin by bin, with what was counted in each, and what did not enter the card. */
export function Characteristics({ model: { card, modelCard, name, version } }: { model: ModelVersion }) {
  const { text, term } = useText();
  const label = useBinLabel();
  const columns = useColumns(modelCard !== null);
  const droppedColumns: Column<Dropped>[] = [
    textColumn('feature', text('model:feature'), ({ feature }) => feature),
    { key: 'iv', title: text('model:iv'), align: 'right', text: ({ iv }) => figure(iv), render: ({ iv }) => <span className="num">{figure(iv)}</span> },
    textColumn('why', text('model:why'), ({ why }) => term('model:why', why)),
  ];
  return (
    <div className="stack">
      {card.characteristics.map(({ feature, reason, bins }, at) => {
        const measured = modelCard?.characteristics[at];
        const rows = bins.map(
          (bin, index): Row => ({
            key: `${index}`,
            label: label(bin, bins[index - 1]),
            points: bin.points,
            woe: bin.woe ?? null,
            measured: measured?.bins[index],
          }),
        );
        return (
          <Section
            key={feature}
            title={measured ? `${feature} · ${text('model:iv')} ${figure(measured.iv)}` : feature}
            extra={
              <>
                <span className="muted">
                  {text('model:reason')} <span className="id">{reason}</span>
                </span>
                <ExportRows name={`${name}-${version}-${feature}`} columns={columns} rows={rows} />
              </>
            }
            flush
          >
            <DataTable columns={columns} rows={rows} rowKey={({ key }) => key} empty="–" testId="bins" />
          </Section>
        );
      })}
      {modelCard && modelCard.dropped.length > 0 && (
        <Section title={text('model:dropped')} flush>
          <DataTable columns={droppedColumns} rows={modelCard.dropped} rowKey={({ feature }) => feature} empty="–" testId="dropped" />
        </Section>
      )}
    </div>
  );
}
