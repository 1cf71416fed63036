import type { ReactNode } from 'react';
import { useText } from '../i18n/index.ts';

/** What an action changes, side by side. */
export function BeforeAfter({ rows }: { rows: readonly (readonly [label: string, before: ReactNode, after: ReactNode])[] }) {
  const { text } = useText();
  return (
    <table className="before-after" data-testid="before-after">
      <thead>
        <tr>
          <td />
          <th scope="col">{text('common:before')}</th>
          <th scope="col">{text('common:after')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, before, after]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td className="num">{before}</td>
            <td className="num strong">{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
