import type { ModelCard } from '@jinqiao/api';
import { ChartCard } from '../../charts/chart-card.tsx';
import { calibrationOption, distributionOption, percentText, rocOption } from '../../charts/model-options.ts';
import { type Column, countColumn, textColumn } from '../../components/columns.tsx';
import { useText } from '../../i18n/index.ts';
import { figure } from './numbers.ts';

type Validation = ModelCard['validation'];
type Point = Validation['curve'][number];
type Group = Validation['deciles'][number] & { readonly lift: number; readonly captured: number };
type Band = Validation['distribution'][number];

function share<T>(key: string, title: string, value: (row: T) => number): Column<T> {
  return { key, title, align: 'right', text: (row) => percentText(value(row)), render: (row) => <span className="num">{percentText(value(row))}</span> };
}

/** Three questions on rows that were not trained on: does it rank, is it right, where do the scores lie. */
export function ValidationCharts({ validation: { curve, deciles, lift, distribution, auc } }: { validation: Validation }) {
  const { text } = useText();
  const score = text('model:score');
  const groups = deciles.map((group, at): Group => ({ ...group, lift: lift[at]?.lift ?? 0, captured: lift[at]?.badsShare ?? 0 }));
  const rocNames = { goods: text('model:rocGoods'), bads: text('model:rocBads'), chance: text('model:chance'), model: `AUC ${figure(auc)}`, score };
  return (
    <div className="stack">
      <div className="columns halves">
        <ChartCard<Point>
          title={text('model:roc')}
          name="roc"
          height={320}
          option={rocOption(curve, rocNames)}
          rows={curve}
          rowKey={(point) => String(point.score)}
          columns={[
            countColumn('score', `${score} ≤`, (point) => point.score),
            share('bads', text('model:rocBads'), (point) => point.bads),
            share('goods', text('model:rocGoods'), (point) => point.goods),
          ]}
        />
        <ChartCard<Band>
          title={text('model:distribution')}
          name="distribution"
          height={320}
          option={distributionOption(distribution, { goods: text('model:goods'), bads: text('model:bads') })}
          rows={distribution}
          rowKey={(band) => String(band.from)}
          columns={[
            textColumn('band', score, (band) => `${band.from}–${band.to - 1}`),
            countColumn('goods', text('model:goods'), (band) => band.goods),
            countColumn('bads', text('model:bads'), (band) => band.bads),
          ]}
        />
      </div>
      <ChartCard<Group>
        title={text('model:calibration')}
        name="calibration"
        height={300}
        option={calibrationOption(deciles, { observed: text('model:observed'), predicted: text('model:predicted'), interval: text('model:interval') })}
        rows={groups}
        rowKey={(group) => String(group.from)}
        columns={[
          textColumn('scores', score, (group) => `${group.from}–${group.to}`),
          countColumn('rows', text('model:rows'), (group) => group.rows),
          countColumn('bads', text('model:bads'), (group) => group.bads),
          share('predicted', text('model:predicted'), (group) => group.predicted),
          share('observed', text('model:observed'), (group) => group.observed),
          share('captured', text('model:captured'), (group) => group.captured),
          {
            key: 'lift',
            title: text('model:lift'),
            align: 'right',
            text: (group) => figure(group.lift, 2),
            render: (group) => <span className="num">{figure(group.lift, 2)}</span>,
          },
        ]}
      />
    </div>
  );
}
