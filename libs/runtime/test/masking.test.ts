import { maskIdNumber, maskMobile, maskName, maskPan, maskText, openLogger } from '@jinqiao/runtime';
import { expect, test } from 'vitest';

test.each([
  [maskPan, '6222020200001234567', '622202*********4567'],
  [maskPan, '1234567890', '**********'],
  [maskMobile, '13812341234', '138****1234'],
  [maskMobile, '12345', '*****'],
  [maskIdNumber, '11010519491231002X', '110***********002X'],
  [maskName, '李明', '*明'],
  [maskName, '王小明', '*小明'],
  [maskName, '欧阳小明', '**小明'],
  [maskName, '𠮷小明', '*小明'],
  [maskName, '王', '*'],
  [maskName, '', ''],
])('%o of %s is %s', (mask, plain, masked) => {
  expect(mask(plain)).toBe(masked);
});

test.each([
  ['call 13812341234 now', 'call 138****1234 now'],
  ['致电13812341234。', '致电138****1234。'],
  ['+8613812341234', '138****1234'],
  ['?q=13812341234', '?q=138****1234'],
  ['身份证11010519491231002x', '身份证110***********002x'],
  ['card 6228480030212345679', 'card 622848*********5679'],
  // The check digit is wrong: no card.
  ['account 6228480030212345678', 'account 6228480030212345678'],
  // Parts of longer numbers, ids and amounts are none of these.
  ['cus_13812341234', 'cus_13812341234'],
  ['138123412345', '138123412345'],
  ['13812341234.56', '138****1234.56'],
  ['3f13812341234-11', '3f13812341234-11'],
  ['2026-11-26 10000000', '2026-11-26 10000000'],
  ['11010519491331002X', '11010519491331002X'],
])('the text %s is shown as %s', (plain, masked) => expect(maskText(plain)).toBe(masked));

test('a log line never holds a person in clear, however deep the field lies', () => {
  const written: string[] = [];
  const logger = openLogger({ destination: { write: (line) => written.push(line) } });
  logger.info(
    {
      customer: { name: '王小明', idNumber: '11010519491231002X', cards: [{ cardNumber: '6222020200001234567' }] },
      mobile: '13812341234',
      password: 'secret',
      amount: 100n,
    },
    'registered',
  );
  logger.error({ err: new Error('lost') }, 'failed');
  const [registered = '', failed = ''] = written;
  expect(registered).not.toMatch(/王小明|11010519491231002X|6222020200001234567|13812341234|secret/);
  expect(JSON.parse(registered)).toMatchObject({
    level: 'info',
    msg: 'registered',
    amount: '100',
    mobile: '138****1234',
    password: '[hidden]',
    customer: { name: '*小明', idNumber: '110***********002X', cards: [{ cardNumber: '622202*********4567' }] },
  });
  expect(JSON.parse(failed)).toMatchObject({ level: 'error', err: { type: 'Error', message: 'lost' } });
});

test('fields bound to a child logger are masked as well', () => {
  const written: string[] = [];
  const child = openLogger({ destination: { write: (line) => written.push(line) } }).child({ mobile: '13812341234' });
  child.info('bound');
  expect(JSON.parse(written[0] ?? '')).toMatchObject({ mobile: '138****1234' });
});
