import { createServer, type AddressInfo } from 'node:net';
import { assertPortFree } from './port-taken.js';

it('a port that is taken is refused with who has it and what to do', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(assertPortFree('npm start', port)).rejects.toThrow(`Port ${port} is taken by process ${process.pid} (`);
  await expect(assertPortFree('npm start', port)).rejects.toThrow(`PORT=${port + 10} npm start`);
  await new Promise((resolve) => server.close(resolve));
  await expect(assertPortFree('npm start', port)).resolves.toBeUndefined();
  await expect(assertPortFree('npm start', 0)).resolves.toBeUndefined();
});
