import { useNavigate } from '@tanstack/react-router';
import { App, Button, Drawer, Form, Input, Select } from 'antd';
import { useRegisterOrganisation } from '../../api/parties.ts';
import { FailureAlert } from '../../components/failure.tsx';
import { isDate } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';
import { ORGANISATION_KINDS } from './kinds.ts';

type Fields = { uscc: string; name: string; kind: string; representative?: string; idNumber?: string; licenceThrough?: string };

/** A side panel that registers an organisation. */
export function RegisterOrganisation({ onClose }: { onClose: () => void }) {
  const { text, term } = useText();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const register = useRegisterOrganisation((organisation) => {
    void message.success(text('party:done'));
    onClose();
    void navigate({ to: '/organisations/$organisationId', params: { organisationId: organisation.id } });
  });
  const send = ({ uscc, name, kind, representative = '', idNumber = '', licenceThrough = '' }: Fields) =>
    register.mutate({
      uscc: uscc.trim(),
      name: name.trim(),
      kind,
      legalRepresentative: representative.trim() === '' ? null : { name: representative.trim(), idNumber: idNumber.trim() },
      licenceValidThrough: licenceThrough.trim() === '' ? null : licenceThrough.trim(),
    });
  const dateOrEmpty = (_: unknown, value: string | undefined) =>
    value === undefined || value === '' || isDate(value) ? Promise.resolve() : Promise.reject(new Error(text('common:dateFormat')));
  return (
    <Drawer title={text('party:register')} open onClose={onClose} size={420}>
      <Form<Fields> layout="vertical" requiredMark={false} initialValues={{ kind: 'company' }} onFinish={send} data-testid="register-organisation">
        <Form.Item name="uscc" label={text('party:uscc')} rules={[{ required: true, message: text('party:uscc') }]}>
          <Input className="num" maxLength={18} data-testid="organisation-uscc" />
        </Form.Item>
        <Form.Item name="name" label={text('party:organisationName')} rules={[{ required: true, message: text('party:organisationName') }]}>
          <Input maxLength={100} data-testid="organisation-name" />
        </Form.Item>
        <Form.Item name="kind" label={text('party:kind')}>
          <Select options={ORGANISATION_KINDS.map((value) => ({ value, label: term('party:kind', value) }))} />
        </Form.Item>
        <Form.Item name="representative" label={text('party:representative')}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="idNumber"
          label={text('party:representativeId')}
          dependencies={['representative']}
          rules={[({ getFieldValue }) => ({ required: Boolean(getFieldValue('representative')), message: text('party:representativeId') })]}
        >
          <Input className="num" maxLength={18} autoComplete="off" />
        </Form.Item>
        <Form.Item name="licenceThrough" label={text('party:licenceThrough')} extra={text('party:licenceHint')} rules={[{ validator: dateOrEmpty }]}>
          <Input className="num" placeholder="YYYY-MM-DD" />
        </Form.Item>
        {register.isError && <FailureAlert error={register.error} />}
        <div className="panel-foot">
          <Button type="primary" htmlType="submit" loading={register.isPending} data-testid="organisation-submit">
            {text('party:submit')}
          </Button>
        </div>
      </Form>
    </Drawer>
  );
}
