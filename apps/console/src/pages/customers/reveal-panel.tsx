import { EyeOutlined } from '@ant-design/icons';
import type { CustomerDetail, RevealField } from '@jinqiao/api';
import { Alert, Button, Drawer, Input, Radio } from 'antd';
import { useState } from 'react';
import { useReveal } from '../../api/security.ts';
import { useMay } from '../../app/session.ts';
import { FailureAlert } from '../../components/failure.tsx';
import { addTexts, useText } from '../../i18n/index.ts';
import { security } from '../../i18n/texts/security.ts';

addTexts('security', security);

const FIELDS: readonly RevealField[] = ['name', 'mobile', 'id-number'];
const REASON_MIN = 4;
const REASON_MAX = 500;

function RevealPanel({ customer, onClose }: { customer: CustomerDetail; onClose: () => void }) {
  const { text } = useText();
  const [field, setField] = useState<RevealField>('mobile');
  const [reason, setReason] = useState('');
  const reveal = useReveal(customer.id);
  const masked: Record<RevealField, string | null> = { name: customer.name, mobile: customer.mobile, 'id-number': customer.idNumber };
  const fits = reason.trim().length >= REASON_MIN;
  const shown = reveal.data?.field === field ? reveal.data : undefined;
  const footer = (
    <div className="panel-foot">
      <Button onClick={onClose}>{text('common:cancel')}</Button>
      <Button
        type="primary"
        disabled={!fits}
        loading={reveal.isPending}
        onClick={() => reveal.mutate({ field, reason: reason.trim() })}
        data-testid="reveal-submit"
      >
        {text('security:reveal')}
      </Button>
    </div>
  );
  const options = FIELDS.filter((each) => masked[each] !== null).map((value) => ({
    value,
    label: (
      <span data-testid={`reveal-${value}`}>
        {text(`security:field.${value}`)} <span className="num muted">{masked[value]}</span>
      </span>
    ),
  }));
  return (
    <Drawer open title={text('security:reveal')} size={420} onClose={onClose} footer={footer} data-testid="reveal-panel">
      <div className="stack">
        <Alert type="warning" showIcon title={text('security:revealWhy')} />
        <div className="field">
          <span className="field-label">{text('security:field')}</span>
          <Radio.Group vertical value={field} options={options} onChange={(event) => setField(event.target.value)} className="radio-rows" />
        </div>
        <div className="field">
          <label className="field-label" htmlFor="reveal-reason">
            {text('common:reason')}
          </label>
          <Input.TextArea
            id="reveal-reason"
            rows={3}
            maxLength={REASON_MAX}
            placeholder={text('security:reasonHint')}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            status={reason !== '' && !fits ? 'error' : ''}
            data-testid="reveal-reason"
          />
          {reason !== '' && !fits && <span className="bad">{text('security:reasonShort')}</span>}
        </div>
        {reveal.isError && <FailureAlert error={reveal.error} />}
        {shown && (
          <div className="field" data-testid="revealed">
            <span className="field-label">{text(`security:field.${shown.field}`)}</span>
            <strong className="num">{shown.value}</strong>
            <span className="muted small">{text('security:left', { count: shown.left })}</span>
          </div>
        )}
      </div>
    </Drawer>
  );
}

/** Masked data stay masked until a reason is given; what was shown is gone when the panel closes. */
export function RevealButton({ customer }: { customer: CustomerDetail }) {
  const { text } = useText();
  const [open, setOpen] = useState(false);
  if (!useMay('reveal')) return null;
  return (
    <>
      <Button icon={<EyeOutlined />} onClick={() => setOpen(true)} data-testid="reveal-open">
        {text('security:reveal')}
      </Button>
      {open && <RevealPanel customer={customer} onClose={() => setOpen(false)} />}
    </>
  );
}
