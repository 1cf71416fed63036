import type { AccountOrder } from '@jinqiao/api';
import { App, Button, Space, Tooltip } from 'antd';
import { useCheckOrder } from '../../api/account-commands.ts';
import { useMay, useSession } from '../../app/session.ts';
import { FailureAlert } from '../../components/failure.tsx';
import { useText } from '../../i18n/index.ts';

/** Approve or refuse, for who did not make the order. */
export function CheckButtons({ order }: { order: AccountOrder }) {
  const { text } = useText();
  const { message } = App.useApp();
  const may = useMay('order-account');
  const session = useSession();
  const check = useCheckOrder(order.id);
  if (order.state !== 'proposed' || !may) return null;
  const own = session?.login === order.madeBy;
  const submit = (approve: boolean) => check.mutate({ approve }, { onSuccess: () => void message.success(text('account:checked')) });
  return (
    <div className="stack">
      <Tooltip title={own ? `${text('account:maker')} = ${order.madeBy}` : text(`account:effect.${order.kind}`)}>
        <Space>
          <Button size="small" type="primary" disabled={own} loading={check.isPending} onClick={() => submit(true)} data-testid="order-approve">
            {text('account:approve')}
          </Button>
          <Button size="small" disabled={own} onClick={() => submit(false)} data-testid="order-refuse">
            {text('account:refuse')}
          </Button>
        </Space>
      </Tooltip>
      {check.isError && <FailureAlert error={check.error} />}
    </div>
  );
}
