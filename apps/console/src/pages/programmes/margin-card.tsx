import type { Dashboard } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { Tag } from 'antd';
import { useMemo } from 'react';
import { ChartCard } from '../../charts/chart-card.tsx';
import { marginOption } from '../../charts/margin-option.ts';
import { type Column, moneyColumn, textColumn } from '../../components/columns.tsx';
import { assetName, Money } from '../../components/figures.tsx';
import { compare, isZero, percent, ratio } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';

function MarginState({ margin }: { margin: Dashboard['margin'] }) {
  const { text } = useText();
  if (margin.drawsStopped) return <Tag color="error">{text('programme:drawsStopped')}</Tag>;
  if (compare(margin.held, margin.required) < 0) return <Tag color="error">{text('programme:belowBand')}</Tag>;
  if (compare(margin.held, margin.ceiling) > 0) return <Tag color="warning">{text('programme:aboveBand')}</Tag>;
  return <Tag color="success">{text('programme:inBand')}</Tag>;
}

/** The deposit against its band, with what is called. */
export function MarginCard({ dashboard }: { dashboard: Dashboard }) {
  const { text, language } = useText();
  const { margin, asset, programmeId } = dashboard;
  const option = useMemo(() => marginOption(margin, language, text), [margin, language, text]);
  const rows = [
    { name: text('programme:marginHeld'), amount: margin.held },
    { name: text('programme:marginRequired'), amount: margin.required },
    { name: text('programme:marginCeiling'), amount: margin.ceiling },
    { name: text('programme:called'), amount: margin.called },
  ];
  const columns: Column<(typeof rows)[number]>[] = [
    textColumn('name', text('loan:item'), (row) => row.name),
    moneyColumn('amount', text('common:amount'), (row) => row.amount),
  ];
  const share = (amount: string) => percent(ratio(amount, dashboard.exposure.outstanding) ?? '0', 0);
  const title = text('programme:chart.margin', { asset: assetName(asset), low: share(margin.required), high: share(margin.ceiling) });
  const footer = (
    <p className="margin-foot">
      <MarginState margin={margin} />
      {!isZero(margin.called) && (
        <span className="warn">
          {text('programme:called')} <Money value={margin.called} />
        </span>
      )}
      <Link to="/partners/margin" search={{ programmeId }} className="link push">
        {text('shell:nav.margin')} →
      </Link>
    </p>
  );
  return <ChartCard title={title} name="margin" option={option} rows={rows} columns={columns} rowKey={(row) => row.name} height={214} footer={footer} />;
}
