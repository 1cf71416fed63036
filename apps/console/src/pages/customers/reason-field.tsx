import { Input } from 'antd';
import { useText } from '../../i18n/index.ts';

const REASON_MIN = 4;
const REASON_MAX = 500;

export function reasonFits(reason: string): boolean {
  return reason.trim().length >= REASON_MIN && reason.length <= REASON_MAX;
}

export function ReasonField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { text } = useText();
  return (
    <div className="field">
      <label className="field-label" htmlFor="reason">
        {text('common:reason')}
      </label>
      <Input.TextArea
        id="reason"
        rows={3}
        maxLength={REASON_MAX}
        placeholder={text('party:reasonHint')}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        data-testid="reason"
      />
    </div>
  );
}
