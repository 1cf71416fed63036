import type { MyFund } from '@jinqiao/api';
import { useText } from '../../i18n/index.ts';

const WIDTH = 320;
const HEIGHT = 72;
const EDGE = 4;

/** The seven-day yields or net values of the last days, oldest first, as a line between its least and its most. */
export function ValueLine({ fund }: { fund: MyFund }) {
  const { text } = useText();
  const byNetValue = fund.pricing === 'net-value';
  const known = byNetValue
    ? fund.netValues.map(({ date, nav }) => ({ date, value: nav }))
    : fund.days.flatMap(({ date, sevenDayYield }) => (sevenDayYield === null ? [] : [{ date, value: sevenDayYield }]));
  const points = [...known].reverse();
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return null;
  const values = points.map(({ value }) => Number(value));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const x = (at: number) => EDGE + (at * (WIDTH - 2 * EDGE)) / (values.length - 1);
  const y = (value: number) => HEIGHT - EDGE - ((value - least) * (HEIGHT - 2 * EDGE)) / (most - least || 1);
  const label = text(byNetValue ? 'fund:valueChart' : 'fund:chart', { from: first.date, to: last.date, first: first.value, last: last.value });
  return (
    <figure className="value-line">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} data-testid="yield-line">
        <polyline
          points={values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
        />
      </svg>
      <figcaption>
        <span>
          {first.date} · {first.value}
        </span>
        <span>
          {last.date} · {last.value}
        </span>
      </figcaption>
    </figure>
  );
}
