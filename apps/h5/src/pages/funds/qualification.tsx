import type { MyQualification } from '@jinqiao/api';
import { Button } from 'antd-mobile';
import { useId, useState } from 'react';
import { useDeclaration } from '../../api/funds.ts';
import { Failure } from '../../components/failure.tsx';
import { Field } from '../../components/field.tsx';
import { useText } from '../../i18n/index.ts';

const EMPTY = { years: '', netAssets: '', assets: '', income: '' };
const FIELDS = ['years', 'netAssets', 'assets', 'income'] as const;

/** The hash of a file, which stays on the phone. */
async function hashOf(file: File): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** 合格投资者: what I declare, with the hash of the evidence; somebody of the house accepts it. */
export function Qualification({ qualification: { current } }: { qualification: MyQualification }) {
  const { text, term } = useText();
  const [given, setGiven] = useState(EMPTY);
  const [evidence, setEvidence] = useState('');
  const command = useDeclaration();
  const fileId = useId();
  const orZero = (value: string) => (value.trim() === '' ? '0' : value.trim());
  const submit = () =>
    command.mutate({
      years: Number(orZero(given.years)),
      netAssets: orZero(given.netAssets),
      assets: orZero(given.assets),
      income: orZero(given.income),
      evidence,
    });
  return (
    <section className="card" data-testid="qualification">
      <h2>{text('fund:qualification')}</h2>
      <p className="why">{text('fund:qualificationWhy')}</p>
      {current && (
        <p className="note" data-testid="qualification-state">
          {term('fund:qualified', current.state)} {current.validThrough ?? ''}
        </p>
      )}
      <details>
        <summary data-testid="qualification-open">{text('fund:declare')}</summary>
        {FIELDS.map((field) => (
          <Field
            key={field}
            label={text(`fund:declared.${field}`)}
            testid={`declare-${field}`}
            value={given[field]}
            onChange={(value) => setGiven({ ...given, [field]: value })}
            inputMode={field === 'years' ? 'numeric' : 'decimal'}
            maxLength={16}
          />
        ))}
        <div className="field">
          <label htmlFor={fileId}>{text('fund:evidence')}</label>
          <input
            id={fileId}
            type="file"
            data-testid="declare-evidence"
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) void hashOf(file).then(setEvidence);
            }}
          />
        </div>
        {command.isError && <Failure error={command.error} />}
        <Button block color="primary" disabled={evidence === ''} loading={command.isPending} onClick={submit} data-testid="declare-submit">
          {text('fund:declareSubmit')}
        </Button>
      </details>
    </section>
  );
}
