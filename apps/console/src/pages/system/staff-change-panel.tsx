import type { ProposeStaffChange, StaffChangeKind, StaffMember, StaffRole } from '@jinqiao/api';
import { App, Button, Drawer, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useProposeStaffChange } from '../../api/security.ts';
import { BeforeAfter } from '../../components/before-after.tsx';
import { FailureAlert } from '../../components/failure.tsx';
import { useScopeNames } from '../../components/scopes.tsx';
import { useText } from '../../i18n/index.ts';

const KINDS: readonly StaffChangeKind[] = ['role', 'add', 'disable', 'enable', 'unlock', 'reset-password', 'reset-factor'];
const ROLES: readonly StaffRole[] = ['operator', 'finance', 'risk', 'compliance', 'auditor', 'partner-viewer', 'admin'];

const WHOLE_HOUSE = 'entity:*';
const SCOPES = [WHOLE_HOUSE, 'partner:bank', 'partner:payment'];
const FIRST: Partial<Fields> = { kind: 'role', scopes: [WHOLE_HOUSE] };

type Fields = { kind: StaffChangeKind; login: string; name?: string; role?: StaffRole; scopes?: string[]; reason: string };

/** What somebody sees so far, where nothing else was chosen; a partner's person never sees the whole house. */
function scopesFor(fields: Partial<Fields>, people: readonly StaffMember[]): string[] {
  const known = fields.kind === 'role' ? people.find(({ login }) => login === fields.login)?.scopes : undefined;
  const scopes = known ?? [WHOLE_HOUSE];
  return fields.role === 'partner-viewer' ? scopes.filter((scope) => scope !== WHOLE_HOUSE) : [...scopes];
}

function Effect({ fields, people }: { fields: Partial<Fields>; people: readonly StaffMember[] }) {
  const { text, term } = useText();
  const before = people.find(({ login }) => login === fields.login);
  const names = useScopeNames();
  const scopes = (list: readonly string[] | undefined) => (list ? names(list).join(' · ') : '–');
  return (
    <BeforeAfter
      rows={[
        [text('security:role'), before ? term('shell:role', before.role) : '–', fields.role ? term('shell:role', fields.role) : '–'],
        [text('security:scopes'), scopes(before?.scopes), scopes(fields.scopes)],
      ]}
    />
  );
}

/** Proposes a change of somebody's rights: before and after, a reason, and that another person decides. */
export function StaffChangePanel({ people, onClose }: { people: readonly StaffMember[]; onClose: () => void }) {
  const { text, term } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const [fields, setFields] = useState<Partial<Fields>>(FIRST);
  const propose = useProposeStaffChange();
  const withRole = fields.kind === 'add' || fields.kind === 'role';
  const follow = (changed: Partial<Fields>, all: Partial<Fields>) => {
    const follows = 'kind' in changed || 'login' in changed || 'role' in changed;
    const next = follows ? { ...all, scopes: scopesFor(all, people) } : all;
    if (follows) form.setFieldValue('scopes', next.scopes);
    setFields(next);
  };
  const submit = ({ name, role, scopes, ...rest }: Fields) => {
    const proposal: ProposeStaffChange = {
      ...rest,
      ...(rest.kind === 'add' && name ? { name } : {}),
      ...(withRole && role ? { role } : {}),
      ...(withRole && scopes?.length ? { scopes } : {}),
    };
    propose.mutate(proposal, {
      onSuccess: () => {
        void message.success(text('security:proposed'));
        onClose();
      },
    });
  };
  const footer = (
    <div className="panel-foot">
      <Button onClick={onClose}>{text('common:cancel')}</Button>
      <Button type="primary" loading={propose.isPending} onClick={form.submit} data-testid="propose-submit">
        {text('security:propose')}
      </Button>
    </div>
  );
  return (
    <Drawer open title={text('security:propose')} size={480} onClose={onClose} footer={footer} data-testid="propose-panel">
      <Form<Fields> form={form} layout="vertical" initialValues={FIRST} onValuesChange={follow} onFinish={submit}>
        <Form.Item name="kind" label={text('security:kind')}>
          <Select options={KINDS.map((value) => ({ value, label: text(`security:kind.${value}`) }))} data-testid="propose-kind" />
        </Form.Item>
        <Form.Item
          name="login"
          label={text('security:login')}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9.-]{2,31}$/, message: text('security:loginHint') }]}
        >
          <Input autoComplete="off" data-testid="propose-login" />
        </Form.Item>
        {fields.kind === 'add' && (
          <Form.Item name="name" label={text('security:name')} rules={[{ required: true, min: 2, message: text('security:name') }]}>
            <Input autoComplete="off" data-testid="propose-name" />
          </Form.Item>
        )}
        {withRole && (
          <>
            <Form.Item name="role" label={text('security:role')} rules={[{ required: true, message: text('security:role') }]}>
              <Select options={ROLES.map((value) => ({ value, label: term('shell:role', value) }))} data-testid="propose-role" />
            </Form.Item>
            <Form.Item
              name="scopes"
              label={text('security:scopes')}
              extra={text('security:scopeHint')}
              rules={[{ required: true, message: text('security:scopeHint') }]}
            >
              <Select mode="tags" options={SCOPES.filter((value) => fields.role !== 'partner-viewer' || value !== WHOLE_HOUSE).map((value) => ({ value }))} />
            </Form.Item>
          </>
        )}
        <Form.Item name="reason" label={text('common:reason')} rules={[{ required: true, min: 4, message: text('security:reasonShort') }]}>
          <Input.TextArea rows={3} maxLength={500} data-testid="propose-reason" />
        </Form.Item>
        {withRole && <Effect fields={fields} people={people} />}
        {propose.isError && <FailureAlert error={propose.error} />}
      </Form>
    </Drawer>
  );
}
