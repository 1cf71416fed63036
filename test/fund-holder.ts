import type { MyAccount } from '@jinqiao/api';
import { CONSENT_TEXTS } from '@jinqiao/parties';
import { SANDBOX_FUND, withLuhn } from '@jinqiao/server';
import { openFund, QUESTIONNAIRE } from '@jinqiao/wealth';
import { type Installation, signUpOverHttp } from './installation.ts';

/** Answers of somebody careful, C2: 4 + 8 + 6 + 0 + 0 + 8 points. */
export const CAREFUL = [1, 1, 1, 0, 0, 1];

export type Answer<T> = { readonly status: number; readonly body: T };

export async function ask<T>(url: string, cookie: string, method: string, path: string, body?: object): Promise<Answer<T>> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { cookie, 'idempotency-key': crypto.randomUUID(), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as T };
}

/** Opens the sandbox's fund, and signs somebody up who has a class-II account with 30,000.00 in it. @param assessed whether they have answered the questionnaire. */
export async function openFundWithHolder(installation: Installation, url: string, assessed = true): Promise<{ cookie: string; account: MyAccount }> {
  const mobile = '13900000001';
  await installation.system.db.tx((tx) => openFund(tx, SANDBOX_FUND));
  const cookie = await signUpOverHttp(installation, url, mobile);
  await ask(url, cookie, 'POST', '/me/real-name', { name: '王小明', idNumber: '11010519491231002X' });
  const card = { cardNumber: withLuhn('622848000000000901'), mobile };
  const dataConsent = { accepted: true, textVersion: CONSENT_TEXTS['data-to-bank'].version };
  const { body: account } = await ask<MyAccount>(url, cookie, 'POST', '/me/accounts', { class: 'II', ...card, dataConsent });
  await ask(url, cookie, 'POST', `/me/accounts/${account.id}/transfers`, { direction: 'in', boundId: account.bound[0]?.id, amount: '30000.00' });
  if (assessed) await ask(url, cookie, 'POST', '/me/suitability', { version: QUESTIONNAIRE.version, answers: CAREFUL });
  return { cookie, account };
}
