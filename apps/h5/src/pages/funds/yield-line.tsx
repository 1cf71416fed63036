import type { MyFund } from '@jinqiao/api';
import { useText } from '../../i18n/index.ts';

const WIDTH = 320;
const HEIGHT = 72;
const EDGE = 4;

/** The seven-day yields of the last days, oldest first, as a line between its least and its most. */
export function YieldLine({ days }: { days: MyFund['days'] }) {
  const { text } = useText();
  const known = [...days].reverse().filter((day) => day.sevenDayYield !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last || known.length < 2) return null;
  const values = known.map((day) => Number(day.sevenDayYield));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const x = (at: number) => EDGE + (at * (WIDTH - 2 * EDGE)) / (values.length - 1);
  const y = (value: number) => HEIGHT - EDGE - ((value - least) * (HEIGHT - 2 * EDGE)) / (most - least || 1);
  const label = text('fund:chart', { from: first.date, to: last.date, first: first.sevenDayYield ?? '', last: last.sevenDayYield ?? '' });
  return (
    <svg className="yield-line" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} data-testid="yield-line">
      <polyline points={values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')} fill="none" stroke="currentColor" strokeWidth="2" />
    </svg>
  );
}
