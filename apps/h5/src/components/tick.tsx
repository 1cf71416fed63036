type Props = { label: string; testid: string; checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean };

/** A consent: never ticked in advance, the whole line is the target. */
export function Tick({ label, testid, checked, onChange, disabled = false }: Props) {
  return (
    <label className={disabled ? 'tick off' : 'tick'}>
      <input type="checkbox" data-testid={testid} checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
