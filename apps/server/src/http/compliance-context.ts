import type { Act } from '@jinqiao/compliance';
import { instant } from '@jinqiao/runtime';
import type { HttpContext } from './context.ts';
import { currentDay } from './programmes.ts';

export const tags = ['compliance'];

/** Who acts now, on the open day. */
export async function actOf(context: HttpContext, login: string): Promise<Act> {
  return { by: login, at: instant(context.system.clock), on: await currentDay(context.system.db) };
}
