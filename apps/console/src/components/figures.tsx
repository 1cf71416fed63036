import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { grouped, percent, short } from '../format/decimal.ts';
import { useText } from '../i18n/index.ts';

/** `"CNY/2"` and `"CNY"` are both shown as `CNY`. */
export function assetName(asset: string): string {
  return asset.split('/')[0] ?? asset;
}

export function assetSign(asset: string): string {
  return assetName(asset) === 'CNY' ? '¥' : `${assetName(asset)} `;
}

/** An exact amount; its asset stands in the column head or beside the title. */
export function Money({ value, dim = false }: { value: string | null; dim?: boolean }) {
  if (value === null) return <span className="muted">–</span>;
  const negative = value.startsWith('-');
  const zero = dim && /^-?[0.]+$/.test(value);
  return <span className={`num${negative ? ' negative' : ''}${zero ? ' faint' : ''}`}>{grouped(value)}</span>;
}

/** A short amount for cards, with the exact one on hover and for screen readers. */
export function ShortMoney({ value, asset }: { value: string; asset: string }) {
  const { language } = useText();
  const exact = `${assetName(asset)} ${grouped(value)}`;
  const negative = value.startsWith('-');
  const size = short(negative ? value.slice(1) : value, language);
  return (
    <Tooltip title={<span className="num">{exact}</span>}>
      <span className={`num${negative ? ' negative' : ''}`}>
        <span aria-hidden="true">
          {negative && '-'}
          {assetSign(asset)}
          {size}
        </span>
        <span className="sr-only">{exact}</span>
      </span>
    </Tooltip>
  );
}

export function Rate({ value, digits = 2 }: { value: string; digits?: number }) {
  return <span className="num">{percent(value, digits)} %</span>;
}

export function Count({ value }: { value: number }) {
  return <span className="num">{grouped(String(value))}</span>;
}

export type Figure = { key: string; label: string; value: ReactNode; note?: ReactNode; tone?: 'bad' | 'warn' | 'good' };

/** A row of key figures; the value of each may be a link to the rows behind it. */
export function KeyFigures({ figures, testId }: { figures: readonly Figure[]; testId?: string }) {
  return (
    <dl className="figures" data-testid={testId}>
      {figures.map((figure) => (
        <div key={figure.key} className="figure" data-testid={testId && `${testId}-${figure.key}`}>
          <dt>{figure.label}</dt>
          <dd className={figure.tone}>{figure.value}</dd>
          {figure.note !== undefined && <dd className="figure-note">{figure.note}</dd>}
        </div>
      ))}
    </dl>
  );
}
