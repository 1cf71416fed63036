import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useId } from 'react';
import { type TextKey, useText } from '../../i18n/index.ts';
import { CHOICES } from './draft.ts';
import { useTermsForm } from './form-context.ts';
import { CELLS, type CellName, type ListName, type Row, readRows, writeRows } from './rows.ts';
import { Typed, type TypedKind } from './term.tsx';

const KINDS: Readonly<Record<CellName, TypedKind>> = {
  from: 'date',
  annualRate: 'percent',
  periods: 'whole',
  factor: 'number',
  on: 'date',
  principal: 'amount',
  name: 'text',
  kind: 'text',
  amount: 'amount',
  collectedBy: 'text',
};
const SUFFIXES: Partial<Record<CellName, string>> = { annualRate: '%' };

type Props = {
  name: ListName;
  hint?: TextKey;
  /** The rows with one more, which makes sense after those that are there. */
  grow: (rows: readonly Row[]) => readonly Row[];
  placeholders?: Partial<Record<CellName, string>>;
};

/** A list of terms, a row each, with what is wrong under the row. */
export function ListTerm({ name, hint, grow, placeholders = {} }: Props) {
  const { text } = useText();
  const { draft, change, wrongAt } = useTermsForm();
  const id = useId();
  const cells: readonly CellName[] = CELLS[name];
  const rows = readRows(draft[name], cells.length);
  const write = (changed: readonly Row[]) => change({ [name]: writeRows(changed) }, name);
  const wrong = wrongAt(name);
  return (
    <fieldset className="term wide list-term" data-testid={`term-${name}`}>
      <legend>{text(`calculator:field.${name}`)}</legend>
      {rows.map((row, index) => (
        <ListRow
          key={index}
          id={`${id}-${index}`}
          name={name}
          row={row}
          index={index}
          placeholders={placeholders}
          onChange={(changed) => write(rows.with(index, changed))}
          onRemove={() => write(rows.toSpliced(index, 1))}
        />
      ))}
      {wrong && (
        <p className="term-wrong" role="alert" data-testid="term-wrong">
          {wrong}
        </p>
      )}
      {hint && !wrong && <p className="term-hint">{text(hint)}</p>}
      <Button type="dashed" size="small" block icon={<PlusOutlined />} onClick={() => write(grow(rows))} data-testid={`add-${name}`}>
        {text(`calculator:add.${name}`)}
      </Button>
    </fieldset>
  );
}

type RowProps = {
  id: string;
  name: ListName;
  row: Row;
  index: number;
  placeholders: Partial<Record<CellName, string>>;
  onChange: (row: Row) => void;
  onRemove: () => void;
};

function ListRow({ id, name, row, index, placeholders, onChange, onRemove }: RowProps) {
  const { text, term } = useText();
  const { wrongAt } = useTermsForm();
  const cells: readonly CellName[] = CELLS[name];
  const wrongs = cells.map((cell) => wrongAt(`${name}[${index}].${cell}`));
  const labelOf = (cell: CellName) => text(`calculator:cell.${cell}`);
  return (
    <div className={`list-row ${name}-row`}>
      {cells.map((cell, at) => (
        <div key={cell} className="list-cell">
          <label htmlFor={`${id}-${cell}`}>{labelOf(cell)}</label>
          {cell === 'kind' ? (
            <Select
              id={`${id}-${cell}`}
              value={row[at] ?? ''}
              options={CHOICES.kind.map((value) => ({ value, label: term('calculator:kind', value) }))}
              onChange={(value: string) => onChange(row.with(at, value))}
              popupMatchSelectWidth={false}
              data-testid={`${name}-${index}-${cell}`}
            />
          ) : (
            <Typed
              id={`${id}-${cell}`}
              kind={KINDS[cell]}
              value={row[at] ?? ''}
              onChange={(value) => onChange(row.with(at, value))}
              wrong={wrongs[at]}
              suffix={SUFFIXES[cell] ?? ''}
              placeholder={placeholders[cell]}
              testId={`${name}-${index}-${cell}`}
            />
          )}
        </div>
      ))}
      <Button
        type="text"
        className="list-remove"
        icon={<DeleteOutlined />}
        aria-label={text('calculator:removeRow', { n: index + 1 })}
        onClick={onRemove}
        data-testid={`${name}-${index}-remove`}
      />
      {wrongs.map(
        (wrong, at) =>
          wrong && (
            <p key={cells[at]} id={`${id}-${cells[at]}-wrong`} className="term-wrong" role="alert" data-testid="term-wrong">
              {wrong}
            </p>
          ),
      )}
    </div>
  );
}
