import type { OwnSecurity } from '@jinqiao/api';
import { Alert, Button, Input, Space, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useConfirmFactor, useEnrolFactor, useRemoveFactor } from '../../api/security.ts';
import { FailureAlert } from '../../components/failure.tsx';
import { Section } from '../../components/section.tsx';
import { useText } from '../../i18n/index.ts';

type CodeProps = { label: string; pending: boolean; onSubmit: (code: string) => void; testId: string; danger?: boolean };

function CodeField({ label, pending, onSubmit, testId, danger = false }: CodeProps) {
  const { text } = useText();
  const [code, setCode] = useState('');
  return (
    <Space.Compact>
      <Input
        className="num"
        placeholder={text('security:code')}
        aria-label={text('security:code')}
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.target.value)}
        data-testid={`${testId}-code`}
      />
      <Button type="primary" danger={danger} disabled={code.trim().length < 6} loading={pending} onClick={() => onSubmit(code.trim())} data-testid={testId}>
        {label}
      </Button>
    </Space.Compact>
  );
}

function Enrol({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const { text } = useText();
  const enrol = useEnrolFactor();
  const confirm = useConfirmFactor();
  if (!enrol.data)
    return (
      <>
        {enrol.isError && <FailureAlert error={enrol.error} />}
        <Button type="primary" loading={enrol.isPending} onClick={() => enrol.mutate()} data-testid="factor-enrol">
          {text('security:enrol')}
        </Button>
      </>
    );
  return (
    <div className="stack">
      <div className="field">
        <span className="field-label">{text('security:secret')}</span>
        <Typography.Text code copyable data-testid="factor-secret">
          {enrol.data.secret}
        </Typography.Text>
      </div>
      <div className="field">
        <span className="field-label">{text('security:uri')}</span>
        <Typography.Link href={enrol.data.uri} className="wrap small">
          {enrol.data.uri}
        </Typography.Link>
      </div>
      {confirm.isError && <FailureAlert error={confirm.error} />}
      <CodeField
        label={text('security:confirm')}
        pending={confirm.isPending}
        onSubmit={(code) => confirm.mutate({ code }, { onSuccess: ({ codes }) => onCodes(codes) })}
        testId="factor-confirm"
      />
    </div>
  );
}

/** Enrols, shows the recovery codes once, and removes. */
export function SecondFactor({ own }: { own: OwnSecurity }) {
  const { text } = useText();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const remove = useRemoveFactor();
  const enrolled = own.secondFactor === 'enrolled';
  return (
    <Section
      title={text('security:factor')}
      extra={<Tag color={enrolled ? 'success' : 'default'}>{text(`security:factor.${own.secondFactor}`)}</Tag>}
      testId="own-factor"
    >
      <div className="stack">
        <p className="muted">{text('security:factorWhy')}</p>
        {codes.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={text('security:recoveryOnce')}
            description={
              <Typography.Paragraph copyable={{ text: codes.join('\n') }} className="num" data-testid="recovery-codes">
                {codes.join('  ')}
              </Typography.Paragraph>
            }
          />
        )}
        {!enrolled && <Enrol onCodes={setCodes} />}
        {enrolled && (
          <>
            <p>{text('security:recoveryLeft', { count: own.recoveryCodes })}</p>
            {remove.isError && <FailureAlert error={remove.error} />}
            <CodeField label={text('security:remove')} danger pending={remove.isPending} onSubmit={(code) => remove.mutate({ code })} testId="factor-remove" />
          </>
        )}
      </div>
    </Section>
  );
}
