import type { Settlement } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Empty } from 'antd';
import { subList } from '../../api/queries.ts';
import { type Column, moneyColumn, textColumn } from '../../components/columns.tsx';
import { Failure } from '../../components/failure.tsx';
import { assetName, Money } from '../../components/figures.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProgrammeSelect, useProgramme } from '../../components/programme-select.tsx';
import { ExportRows } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';

type Line = Settlement['lines'][number];

function Statement({ settlement }: { settlement: Settlement }) {
  const { text, choose } = useText();
  const columns: Column<Line>[] = [
    textColumn('name', text('partners:line'), (line) => choose(line.nameZh, line.name)),
    moneyColumn('amount', text('common:amount'), (line) => line.amount),
  ];
  return (
    <div className="statement">
      <table className="before-after" data-testid="statement">
        <tbody>
          {settlement.lines.map((line) => (
            <tr key={line.name}>
              <th scope="row">{choose(line.nameZh, line.name)}</th>
              <td>
                <Money value={line.amount} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted small">
        {text('partners:hash')} <code className="wrap">{settlement.hash}</code>
        <ExportRows name={`settlement-${settlement.month}`} columns={columns} rows={settlement.lines} />
      </p>
    </div>
  );
}

function useColumns(): Column<Settlement>[] {
  const { text, term } = useText();
  return [
    textColumn('month', text('partners:month'), (settlement) => settlement.month, {
      render: (settlement) => <strong className="num">{settlement.month}</strong>,
    }),
    moneyColumn('platformNet', text('partners:platformNet'), (settlement) => settlement.platformNet),
    moneyColumn('customerInterest', text('partners:customerInterest'), (settlement) => settlement.customerInterest),
    moneyColumn('penalty', text('partners:penalty'), (settlement) => settlement.penalty),
    moneyColumn('bankYield', text('partners:bankYield'), (settlement) => settlement.bankYield),
    moneyColumn('advanceFees', text('partners:advanceFees'), (settlement) => settlement.advanceFees),
    moneyColumn('platformGross', text('partners:platformGross'), (settlement) => settlement.platformGross),
    moneyColumn('compensated', text('partners:compensated'), (settlement) => settlement.compensated),
    moneyColumn('recovered', text('partners:recovered'), (settlement) => settlement.recovered),
    textColumn('state', text('common:state'), (settlement) => term('partners:settlement', settlement.state), {
      render: (settlement) => <StateTag area="partners:settlement" state={settlement.state} />,
    }),
  ];
}

export function SettlementsPage() {
  const { text } = useText();
  const { programmeId } = useSearch({ from: '/inside/partners/settlements' });
  const navigate = useNavigate();
  const columns = useColumns();
  const { programmes, programme, isPending, isError, error } = useProgramme(programmeId);
  const select = (id: string | undefined) => void navigate({ to: '/partners/settlements', search: { programmeId: id } });
  return (
    <>
      <PageHead
        title={text('partners:settlements')}
        lead={programme && text('common:unit', { asset: assetName(programme.asset) })}
        actions={<ProgrammeSelect programmes={programmes} value={programme?.id} onChange={select} />}
      />
      {isError && <Failure error={error} />}
      {!programme && !isPending && !isError && <Empty description={text('programme:empty')} />}
      {programme && (
        <List<Settlement>
          resource={subList('programmes', programme.id, 'settlements')}
          name="settlements"
          columns={columns}
          rowKey={(settlement) => settlement.id}
          empty={text('partners:settlementsEmpty')}
          testId="settlements"
          expandable={{ expandedRowRender: (settlement) => <Statement settlement={settlement} /> }}
        />
      )}
    </>
  );
}
