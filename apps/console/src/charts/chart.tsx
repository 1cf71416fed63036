import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { fontFamily, reducedMotion } from '../app/theme.ts';

export type ChartHandle = { image: () => string | undefined };
type Props = { option: EChartsCoreOption; height: number; label: string; onPick?: (name: string) => void; handle: Ref<ChartHandle> };

const base = { animation: !reducedMotion, textStyle: { fontFamily } };

/** A canvas that follows its option and its width. The engine arrives with the first chart. */
export function Chart({ option, height, label, onPick, handle }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const latest = useRef({ option, onPick });
  latest.current = { option, onPick };

  useImperativeHandle(handle, () => ({ image: () => chart.current?.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: '#ffffff' }) }), []);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let gone = false;
    const observer = new ResizeObserver(() => chart.current?.resize());
    void import('./engine.ts').then(({ init }) => {
      if (gone) return;
      chart.current = init(element);
      chart.current.on('click', (event) => latest.current.onPick?.(String(event.name)));
      chart.current.setOption({ ...base, ...latest.current.option });
      observer.observe(element);
    });
    return () => {
      gone = true;
      observer.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption({ ...base, ...option }, { notMerge: true });
  }, [option]);

  return <div ref={place} role="img" aria-label={label} style={{ height }} className="chart" />;
}
