import { createServer, type AddressInfo } from 'node:net';
import { assertPortFree } from './port-taken.js';

it('a port that is taken is refused with who has it and what to do', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(assertPortFree(port, 'PORT', 'npm start')).rejects.toThrow(
    `Port ${port} is taken by process ${process.pid} (`,
  );
  await expect(assertPortFree(port, 'PORT', 'npm start')).rejects.toThrow(`PORT=${port + 10} npm start`);
  await new Promise((resolve) => server.close(resolve));
  await expect(assertPortFree(port, 'PORT', 'npm start')).resolves.toBeUndefined();
  await expect(assertPortFree(0, 'PORT', 'npm start')).resolves.toBeUndefined();
});
