import { CheckCircleOutlined, InfoCircleOutlined, WarningFilled } from '@ant-design/icons';
import type { ComparedSide, ReconciliationDay } from '@jinqiao/api';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Tooltip } from 'antd';
import { type Column, countColumn, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { assetName, Count, Money } from '../../components/figures.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProgrammeSelect, useProgramme } from '../../components/programme-select.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { grouped, isZero } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

type Institution = 'payment' | 'bank';
const NONE = { count: 0, amount: '0.00' };

const sideOf = (day: ReconciliationDay, institution: Institution): ComparedSide | undefined => day.sides.find((side) => side.institution === institution);

/** The amount of one side, leading to its file; marked where it is not what the platform has. */
function SideAmount({ side }: { side: ComparedSide | undefined }) {
  const { text } = useText();
  if (!side || side.fileId === null) return <span className="muted">{text('reconciliation:noFile')}</span>;
  const link = (
    <Link to="/reconciliation/files/$fileId" params={{ fileId: side.fileId }} className="link">
      <Money value={side.theirs.amount} dim />
    </Link>
  );
  if (isZero(side.difference)) return link;
  const title = text('reconciliation:differsBy', { amount: grouped(side.difference) });
  return (
    <Tooltip title={title}>
      <span className={side.state === 'done' ? '' : 'bad'}>
        ≠ {link}
        <span className="sr-only">{title}</span>
      </span>
    </Tooltip>
  );
}

function Result({ day }: { day: ReconciliationDay }) {
  const { text } = useText();
  const differs = day.sides.some((side) => side.explanations.length > 0);
  if (day.state === 'done')
    return (
      <span className="good">
        {differs ? <InfoCircleOutlined /> : <CheckCircleOutlined />} {text(differs ? 'reconciliation:explained' : 'reconciliation:agrees')}
      </span>
    );
  return (
    <Link to="/reconciliation/breaks" search={{ state: 'all', date: day.date }} className="bad link-bad">
      <WarningFilled /> {text('reconciliation:differs')}
    </Link>
  );
}

type Part = ComparedSide['explanations'][number];

/** ours + every line = theirs: a line for each kind of item and what has become of it. */
function Explained({ day }: { day: ReconciliationDay }) {
  const { text, term } = useText();
  const columns: Column<Part>[] = [
    textColumn('type', text('reconciliation:type'), (part) => term('reconciliation:type', part.type)),
    textColumn('state', text('common:state'), (part) => term('reconciliation:state', part.state), {
      render: (part) => <StateTag area="reconciliation:state" state={part.state} />,
    }),
    textColumn('resolution', text('reconciliation:resolution'), (part) =>
      part.resolution === null ? '–' : term('reconciliation:resolution', part.resolution),
    ),
    countColumn('count', text('common:count'), (part) => part.count),
    moneyColumn('amount', text('common:amount'), (part) => part.amount),
  ];
  return (
    <div className="stack" data-testid="explained">
      {day.sides.map((side) => (
        <div key={side.comparison}>
          <p>
            <strong>{term('reconciliation:comparison', side.comparison)}</strong>
            {' · '}
            {text('reconciliation:ours')} <Money value={side.ours.amount} /> · {text('reconciliation:theirs')} <Money value={side.theirs.amount} /> ·{' '}
            {text('reconciliation:difference')} <Money value={side.difference} />{' '}
            <Link to="/reconciliation/breaks" search={{ state: 'all', date: day.date, comparison: side.comparison }} className="link">
              {text('reconciliation:openItems')}
            </Link>
          </p>
          <DataTable
            columns={columns}
            rows={side.explanations}
            rowKey={(part) => `${part.type} ${part.state} ${part.resolution}`}
            empty={text('reconciliation:noDifference')}
            testId="explanations"
            totals={{ type: text('common:total'), amount: <Money value={side.difference} /> }}
          />
        </div>
      ))}
    </div>
  );
}

function useColumns(): Column<ReconciliationDay>[] {
  const { text } = useText();
  const side = (institution: Institution): Column<ReconciliationDay>[] => [
    {
      key: `${institution}-count`,
      title: text('common:count'),
      group: text(`reconciliation:institution.${institution}`),
      align: 'right',
      text: (day) => String((sideOf(day, institution)?.theirs ?? NONE).count),
      render: (day) => <Count value={(sideOf(day, institution)?.theirs ?? NONE).count} />,
    },
    {
      key: `${institution}-amount`,
      title: text('common:amount'),
      group: text(`reconciliation:institution.${institution}`),
      align: 'right',
      text: (day) => (sideOf(day, institution)?.theirs ?? NONE).amount,
      render: (day) => <SideAmount side={sideOf(day, institution)} />,
    },
  ];
  const ours = text('reconciliation:platform');
  return [
    dateColumn('date', text('common:date'), (day) => day.date),
    countColumn('ours-count', text('common:count'), (day) => day.ours.count, { group: ours }),
    moneyColumn('ours-amount', text('common:amount'), (day) => day.ours.amount, { group: ours }),
    ...side('payment'),
    ...side('bank'),
    countColumn('matched', text('reconciliation:matched'), (day) => day.matched),
    countColumn('breaks', text('reconciliation:breakCount'), (day) => day.breaks),
    textColumn('result', text('reconciliation:result'), (day) => day.state, { render: (day) => <Result day={day} /> }),
  ];
}

export function ReconciliationPage() {
  const { text } = useText();
  const { programmeId } = useSearch({ from: '/inside/reconciliation' });
  const navigate = useNavigate();
  const columns = useColumns();
  const { programmes, programme, isPending } = useProgramme(programmeId);
  const filters = programme ? { programmeId: programme.id } : {};
  const select = (id: string | undefined) => void navigate({ to: '/reconciliation', search: { programmeId: id } });
  return (
    <>
      <PageHead title={text('reconciliation:days')} lead={programme && text('common:unit', { asset: assetName(programme.asset) })} />
      {!isPending && (
        <List<ReconciliationDay>
          resource="/reconciliation/days"
          name="reconciliation-days"
          filters={filters}
          columns={columns}
          rowKey={(day) => `${day.programmeId}-${day.date}`}
          empty={text('reconciliation:daysEmpty')}
          testId="reconciliation-days"
          toolbar={<ProgrammeSelect programmes={programmes} value={programme?.id} onChange={select} />}
          expandable={{ expandedRowRender: (day) => <Explained day={day} /> }}
        />
      )}
    </>
  );
}
