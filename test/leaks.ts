import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import type { Db } from '@jinqiao/database';
import type { PartnerUrls } from '@jinqiao/server';

/** A place where something was kept or sent, and what it held. */
export type Evidence = { readonly where: string; readonly content: string };

/** The forms in which a text may lie somewhere: as it is, escaped for JSON or an address, in hexadecimal, in base64 at each of three offsets. */
export function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const base64 = [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // Characters at the ends depend on the neighbours: what is left in the middle is the text's own.
    const own = encoded.slice(offset === 0 ? 0 : 4, Math.floor((offset + bytes.length) / 3) * 4);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const escaped = [...text].map((c) => (c > '~' ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c)).join('');
  return [...new Set([text, escaped, encodeURIComponent(text), bytes.toString('hex'), ...base64])].filter((form) => form.length >= 4);
}

/** Where planted texts are found; the text itself is not in the answer. */
export function leaksIn(evidence: readonly Evidence[], planted: Readonly<Record<string, string>>): string[] {
  const wanted = Object.entries(planted).map(([name, text]) => [name, formsOf(text)] as const);
  return evidence.flatMap(({ where, content }) =>
    wanted.filter(([, forms]) => forms.some((form) => content.includes(form))).map(([name]) => `${name} in ${where}`),
  );
}

/** Every row of every table of a database as text. */
export async function dumpOf(db: Db): Promise<Evidence[]> {
  const { rows: tables } = await db.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema$)' ORDER BY 1`,
  );
  const dump: Evidence[] = [];
  for (const { name } of tables) {
    const { rows } = await db.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    dump.push({ where: `table ${name}`, content: rows.map(({ row }) => row).join('\n') });
  }
  return dump;
}

/** Stands between us and the institutions and keeps every byte that passes, both ways. */
export function createWiretap(): { between(urls: PartnerUrls): Promise<PartnerUrls>; evidence(): Evidence[]; stop(): Promise<void> } {
  const servers: Server[] = [];
  const kept: { where: string; parts: Buffer[] }[] = [];
  const tap = async (id: string, url: string): Promise<string> => {
    const target = new URL(url);
    const server = createServer((near) => {
      const far = connect(Number(target.port), target.hostname);
      for (const [from, to, where] of [
        [near, far, `what we sent to ${id}`],
        [far, near, `what ${id} answered`],
      ] as const) {
        const parts: Buffer[] = [];
        kept.push({ where, parts });
        from.on('data', (part: Buffer) => {
          parts.push(part);
          to.write(part);
        });
        from.on('close', () => to.destroy());
        from.on('error', () => to.destroy());
      }
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  return {
    between: async (urls) => {
      const tapped: [string, string][] = [];
      for (const [id, url] of Object.entries(urls)) tapped.push([id, await tap(id, url)]);
      return Object.fromEntries(tapped) as PartnerUrls;
    },
    evidence: () => kept.map(({ where, parts }) => ({ where, content: Buffer.concat(parts).toString('utf8') })),
    stop: async () => {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Keeps what the process writes to its standard streams and what it warns of. */
export function listenToLogs(): { evidence(): Evidence[]; stop(): void } {
  const kept: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream, write } of streams) {
    stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
      kept.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      return write.call(stream, chunk, ...rest);
    }) as typeof stream.write;
  }
  const warned = (warning: Error) => kept.push(`${warning.name} ${warning.message} ${warning.stack}`);
  process.on('warning', warned);
  return {
    evidence: () => [{ where: 'the logs', content: kept.join('\n') }],
    stop: () => {
      process.off('warning', warned);
      for (const { stream, write } of streams) stream.write = write;
    },
  };
}
