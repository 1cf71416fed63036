import { useQuery } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, Radio, Select } from 'antd';
import { useRelate } from '../../api/parties.ts';
import { businessDayQuery } from '../../api/queries.ts';
import { FailureAlert } from '../../components/failure.tsx';
import { isDate } from '../../format/dates.ts';
import { useText } from '../../i18n/index.ts';

const KINDS = ['owner', 'legal-representative', 'staff', 'affiliate', 'family'] as const;

type Fields = { side: 'from' | 'to'; kind: (typeof KINDS)[number]; other: string; share?: string; validFrom: string; source: string };

/** A side panel that records a relation of a party. */
export function AddRelation({ partyId, onClose }: { partyId: string; onClose: () => void }) {
  const { text, term } = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch('kind', form) ?? 'owner';
  const today = useQuery(businessDayQuery).data?.current ?? '';
  const relate = useRelate(() => {
    void message.success(text('party:done'));
    onClose();
  });
  const send = ({ side, kind: chosen, other, share, validFrom, source }: Fields) =>
    relate.mutate({
      from: side === 'from' ? partyId : other.trim(),
      to: side === 'from' ? other.trim() : partyId,
      kind: chosen,
      share: chosen === 'owner' ? (share ?? '').trim() : null,
      validFrom,
      validTo: null,
      source: source.trim(),
    });
  const needed = { required: true, message: text('party:reasonHint') };
  return (
    <Drawer title={text('party:addRelation')} open onClose={onClose} size={420}>
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ side: 'from', kind: 'owner', validFrom: today }}
        onFinish={send}
        data-testid="add-relation"
      >
        <Form.Item name="kind" label={text('party:kind')}>
          <Select options={KINDS.map((value) => ({ value, label: term('party:relation', value) }))} />
        </Form.Item>
        <Form.Item name="side" label={text('party:relation')}>
          <Radio.Group options={(['from', 'to'] as const).map((value) => ({ value, label: term(`party:${value}`, kind) }))} />
        </Form.Item>
        <Form.Item name="other" label={text('party:otherId')} rules={[{ required: true, message: text('party:otherId') }]}>
          <Input data-testid="relation-other" />
        </Form.Item>
        {kind === 'owner' && (
          <Form.Item name="share" label={text('party:share')} extra={text('party:shareHint')} rules={[{ required: true, message: text('party:shareHint') }]}>
            <Input inputMode="decimal" className="num" data-testid="relation-share" />
          </Form.Item>
        )}
        <Form.Item
          name="validFrom"
          label={text('party:validFrom')}
          rules={[{ validator: (_, value: string) => (isDate(value) ? Promise.resolve() : Promise.reject(new Error(text('common:dateFormat')))) }]}
        >
          <Input className="num" placeholder="YYYY-MM-DD" />
        </Form.Item>
        <Form.Item name="source" label={text('party:source')} rules={[{ ...needed, min: 2 }]}>
          <Input data-testid="relation-source" />
        </Form.Item>
        {relate.isError && <FailureAlert error={relate.error} />}
        <div className="panel-foot">
          <Button type="primary" htmlType="submit" loading={relate.isPending} data-testid="relation-submit">
            {text('party:submit')}
          </Button>
        </div>
      </Form>
    </Drawer>
  );
}
