import { PassThrough } from 'node:stream';
import { startProgress } from '@jinqiao/runtime';
import { expect, test } from 'vitest';

function recorded(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 });
  return { stream, text: () => String(stream.read() ?? '') };
}

test('outside of a terminal a plain line now and then, and one at the end', () => {
  const { stream, text } = recorded(false);
  const progress = startProgress({ title: 'days', total: 3, stream, everyMs: 0 });
  progress.advance(1, 'reconcile');
  progress.advance(2);
  progress.stop();
  expect(text()).toBe('days: 1/3 (reconcile)\ndays: 3/3\ndays: 3/3\n');
});

test('quiet says nothing', () => {
  const { stream, text } = recorded(false);
  const progress = startProgress({ title: 'days', total: 3, stream, quiet: true, everyMs: 0 });
  progress.advance(3);
  progress.stop();
  expect(text()).toBe('');
});
