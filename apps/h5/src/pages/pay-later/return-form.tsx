import type { MyPurchase, MyShopOrder } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { useReturn } from '../../api/pay-later.ts';
import { Failure } from '../../components/failure.tsx';
import { money } from '../../format/money.ts';
import { useText } from '../../i18n/index.ts';
import { Drawing } from '../shop/drawing.tsx';

type Line = MyShopOrder['lines'][number];

function LineChoice({ line, own, quantity, set }: { line: Line; own: boolean; quantity: number; set: (quantity: number) => void }) {
  const { text, choose } = useText();
  const left = line.quantity - line.returned;
  return (
    <li>
      <Drawing sku={line.sku} own={own} />
      <span className="named">
        <strong>{choose(line.nameZh, line.name)}</strong>
        <small>{text('pay:goBackLeft', { n: left })}</small>
      </span>
      <span className="stepper">
        <button type="button" aria-label={text('shop:fewer')} disabled={quantity === 0} onClick={() => set(quantity - 1)} data-testid={`keep-${line.line}`}>
          −
        </button>
        <output>{quantity}</output>
        <button type="button" aria-label={text('shop:more')} disabled={quantity >= left} onClick={() => set(quantity + 1)} data-testid={`back-${line.line}`}>
          +
        </button>
      </span>
    </li>
  );
}

/** Which goods of a delivered order go back, and how many. */
export function ReturnForm({ purchase, order, asset }: { purchase: MyPurchase; order: MyShopOrder; asset: string }) {
  const { text } = useText();
  const command = useReturn(purchase.id);
  const [wanted, setWanted] = useState<Readonly<Record<number, number>>>({});
  const lines = Object.entries(wanted).flatMap(([line, quantity]) => (quantity > 0 ? [{ line: Number(line), quantity }] : []));
  const said = command.data;
  return (
    <section className="card" data-testid="return-form">
      <h2>{text('pay:goBack')}</h2>
      <p className="why">{text('pay:goBackNote')}</p>
      <ul className="cart-lines">
        {order.lines.map((line) => (
          <LineChoice
            key={line.line}
            line={line}
            own={order.selfOperated}
            quantity={wanted[line.line] ?? 0}
            set={(quantity) => setWanted((before) => ({ ...before, [line.line]: quantity }))}
          />
        ))}
      </ul>
      {said && (
        <p className={said.state === 'expected' ? 'notice' : 'note bad'} role="status" data-testid="return-said">
          {said.state === 'expected' ? text('pay:goBackExpected', { amount: money(said.amount, asset) }) : text('pay:goBackRefused', { code: said.code })}
        </p>
      )}
      {command.isError && <Failure error={command.error} />}
      <Button
        block
        size="large"
        disabled={lines.length === 0}
        loading={command.isPending}
        data-testid="submit-return"
        onClick={() => command.mutate({ lines }, { onSuccess: () => setWanted({}) })}
      >
        {text('pay:goBackSubmit')}
      </Button>
    </section>
  );
}
