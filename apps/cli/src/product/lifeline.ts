import { Socket } from 'node:net';

/**
 * Loaded before a process of the product by whoever starts one on this machine: file 3 is a pipe from there. When it
 * closes, its owner is gone, however it died, and the process stops in order.
 */
const lifeline = new Socket({ fd: 3, readable: true, writable: false });
lifeline.on('error', () => lifeline.destroy());
lifeline.on('close', () => process.kill(process.pid, 'SIGTERM'));
lifeline.resume();
lifeline.unref();
