import { CheckCircleOutlined, WarningFilled } from '@ant-design/icons';
import type { ReconciliationDay } from '@jinqiao/api';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Tooltip } from 'antd';
import { type Column, countColumn, dateColumn, textColumn } from '../../components/columns.tsx';
import { assetName, Count, Money } from '../../components/figures.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProgrammeSelect, useProgramme } from '../../components/programme-select.tsx';
import { grouped, isZero, subtract } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

type Side = 'platform' | 'paymentInstitution' | 'bank';

function agrees(day: ReconciliationDay): boolean {
  return day.breaks === 0;
}

/** The amount of one side; marked where it is not what the platform has. */
function SideAmount({ day, side }: { day: ReconciliationDay; side: Side }) {
  const { text } = useText();
  const difference = subtract(day[side].amount, day.platform.amount);
  const amount = <Money value={day[side].amount} dim />;
  if (isZero(difference)) return amount;
  const title = text('reconciliation:differsBy', { amount: grouped(difference) });
  return (
    <Tooltip title={title}>
      <span className="bad">
        ≠ {amount}
        <span className="sr-only">{title}</span>
      </span>
    </Tooltip>
  );
}

function Result({ day }: { day: ReconciliationDay }) {
  const { text } = useText();
  if (agrees(day)) {
    return (
      <span className="good">
        <CheckCircleOutlined /> {text('reconciliation:agrees')}
      </span>
    );
  }
  return (
    <Link to="/reconciliation/breaks" className="bad link-bad">
      <WarningFilled /> {text('reconciliation:differs')}
    </Link>
  );
}

function useColumns(): Column<ReconciliationDay>[] {
  const { text } = useText();
  const side = (key: Side, group: string): Column<ReconciliationDay>[] => [
    {
      key: `${key}-count`,
      title: text('common:count'),
      group,
      align: 'right',
      text: (day) => String(day[key].count),
      render: (day) => <Count value={day[key].count} />,
    },
    {
      key: `${key}-amount`,
      title: text('common:amount'),
      group,
      align: 'right',
      text: (day) => day[key].amount,
      render: (day) => <SideAmount day={day} side={key} />,
    },
  ];
  return [
    dateColumn('date', text('common:date'), (day) => day.date),
    ...side('platform', text('reconciliation:platform')),
    ...side('paymentInstitution', text('reconciliation:payment')),
    ...side('bank', text('reconciliation:bank')),
    countColumn('matched', text('reconciliation:matched'), (day) => day.matched),
    countColumn('breaks', text('reconciliation:breakCount'), (day) => day.breaks),
    textColumn('result', text('reconciliation:result'), (day) => text(agrees(day) ? 'reconciliation:agrees' : 'reconciliation:differs'), {
      render: (day) => <Result day={day} />,
    }),
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
        />
      )}
    </>
  );
}
