import type { MyAccount } from '@jinqiao/api';
import { CONSENT_TEXTS } from '@jinqiao/parties';
import { SANDBOX_FUND, withLuhn } from '@jinqiao/server';
import { openFund } from '@jinqiao/wealth';
import { type Installation, signUpOverHttp } from './installation.ts';

export type Answer<T> = { readonly status: number; readonly body: T };

export async function ask<T>(url: string, cookie: string, method: string, path: string, body?: object): Promise<Answer<T>> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { cookie, 'idempotency-key': crypto.randomUUID(), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as T };
}

/** Opens the sandbox's fund, and signs somebody up who has a class-II account with 30,000.00 in it. */
export async function openFundWithHolder(installation: Installation, url: string): Promise<{ cookie: string; account: MyAccount }> {
  const mobile = '13900000001';
  await installation.system.db.tx((tx) => openFund(tx, SANDBOX_FUND));
  const cookie = await signUpOverHttp(installation, url, mobile);
  await ask(url, cookie, 'POST', '/me/real-name', { name: '王小明', idNumber: '11010519491231002X' });
  const card = { cardNumber: withLuhn('622848000000000901'), mobile };
  const dataConsent = { accepted: true, textVersion: CONSENT_TEXTS['data-to-bank'].version };
  const { body: account } = await ask<MyAccount>(url, cookie, 'POST', '/me/accounts', { class: 'II', ...card, dataConsent });
  await ask(url, cookie, 'POST', `/me/accounts/${account.id}/transfers`, { direction: 'in', boundId: account.bound[0]?.id, amount: '30000.00' });
  return { cookie, account };
}
