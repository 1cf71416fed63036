import { createServer } from 'node:net';
import { faults } from '@jinqiao/errors';

const portFault = faults({
  PORT_BUSY: {
    status: 409,
    en: 'Port {port} is in use; stop what listens there, or choose another: PORT=4400 npm start',
    zh: '端口 {port} 已被占用;请停止占用它的程序,或改用其他端口:PORT=4400 npm start',
  },
});

/** Refuses early and clearly where the port is taken. @throws Fault PORT_BUSY. */
export async function requireFreePort(port: number, host: string): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => reject(portFault('PORT_BUSY', { port })));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
