import { createHmac } from 'node:crypto';
import { Metrics } from '#lib/observability';
import { AlertHarness, aSlot } from './alert-harness.js';
import { WebhookReceiver, type ReceivedAlert, type Treatment } from './webhook-receiver.js';

const SECRET = 'a-webhook-secret-for-tests';

let receiver: WebhookReceiver;
let harness: AlertHarness;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  harness = await AlertHarness.start(
    'webhook',
    { ALERT_WEBHOOK_URL: receiver.url, ALERT_WEBHOOK_SECRET: SECRET },
    { watchers: 2 },
  );
});
afterAll(async () => {
  await harness.stop();
  await receiver.stop();
});
beforeEach(async () => {
  await harness.clear();
  receiver.received.length = 0;
  receiver.treatments = [];
});

const aFailure = (slotNumber = 1) =>
  aSlot({ key: `2026-02-12/slot-${slotNumber}`, slotNumber, status: 'FAILED', error: 'chunk 3 failed' });

const onlyAlert = async () => {
  const alerts = await harness.alerts();
  expect(alerts).toHaveLength(1);
  return alerts[0]!;
};

/** As the documentation tells receivers to do it. */
function isGenuine({ headers, body }: ReceivedAlert, secret = SECRET): boolean {
  const expected = createHmac('sha256', secret)
    .update(`${String(headers['x-alert-timestamp'])}.${body}`)
    .digest('hex');
  return headers['x-alert-signature'] === `sha256=${expected}`;
}

it('an alert is POSTed once, signed, and marked as delivered', async () => {
  await harness.insertSlot(aFailure());
  await harness.look();
  await harness.look();
  expect(receiver.received).toHaveLength(1);
  const [delivery] = receiver.received as [ReceivedAlert];
  expect(delivery.headers['content-type']).toBe('application/json');
  expect(isGenuine(delivery)).toBe(true);
  expect(isGenuine(delivery, 'another-secret-of-somebody')).toBe(false);
  expect(isGenuine({ ...delivery, body: delivery.body.replace('FAILED', 'PAID') })).toBe(false);
  expect(Math.abs(Number(delivery.headers['x-alert-timestamp']) - Date.now() / 1_000)).toBeLessThan(120);

  const alert = await onlyAlert();
  expect(JSON.parse(delivery.body)).toMatchObject({
    type: 'alert',
    id: alert._id.toHexString(),
    rule: 'SLOT_FAILED',
    message: '2026-02-12/slot-1: chunk 3 failed',
    date: '2026-02-12',
    slotNumber: 1,
    acknowledged: false,
  });
  expect(alert).toMatchObject({
    delivery: 'delivered',
    deliveryAttempts: 1,
    nextDeliveryAt: null,
    deliveryError: null,
  });
});

it('one that cannot be delivered is tried again until it is, and then no more', async () => {
  receiver.treatments = [500, 'hang up', 302, 200];
  await harness.insertSlot(aFailure());
  await harness.look();
  expect(await onlyAlert()).toMatchObject({
    delivery: 'pending',
    deliveryAttempts: 1,
    deliveryError: 'the receiver answered 500',
  });
  await harness.deliveriesAreDue(new Date(Date.now() + 3_600_000));
  await harness.look();
  expect(receiver.received).toHaveLength(1);

  for (const attempts of [2, 3]) {
    await harness.deliveriesAreDue();
    await harness.look();
    expect(await onlyAlert()).toMatchObject({ delivery: 'pending', deliveryAttempts: attempts });
  }
  await harness.deliveriesAreDue();
  await harness.look();
  expect(await onlyAlert()).toMatchObject({ delivery: 'delivered', deliveryAttempts: 4, deliveryError: null });

  await harness.look();
  expect(receiver.received).toHaveLength(4);
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  expect(receiver.received.every((delivery) => isGenuine(delivery))).toBe(true);
});

it('waits longer each time, and gives up in the end', async () => {
  receiver.treatments = Array.from({ length: 25 }, (): Treatment => 503);
  await harness.insertSlot(aFailure());
  const minutes: number[] = [];
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    await harness.look();
    const { nextDeliveryAt } = await onlyAlert();
    if (nextDeliveryAt !== null) minutes.push(Math.round((nextDeliveryAt.getTime() - Date.now()) / 60_000));
    await harness.deliveriesAreDue();
  }
  expect(minutes).toEqual([...minutes].sort((a, b) => a - b));
  expect([minutes[0], minutes.at(-1)]).toEqual([0, 60]);
  expect(await onlyAlert()).toMatchObject({ delivery: 'failed', deliveryAttempts: 20, nextDeliveryAt: null });
  await harness.look();
  expect(receiver.received).toHaveLength(20);
});

it('a failed delivery ends the look: a receiver that hangs holds up the watch once, not once for each alert', async () => {
  receiver.treatments = Array.from({ length: 8 }, (): Treatment => 'hang up');
  for (const slotNumber of [1, 2, 3, 4]) await harness.insertSlot(aFailure(slotNumber));
  await harness.look();
  expect(await harness.alerts()).toHaveLength(4);
  expect(receiver.received.length).toBeLessThanOrEqual(harness.watchers.length);

  receiver.treatments = [];
  await harness.deliveriesAreDue();
  await harness.look();
  expect((await harness.alerts()).map(({ delivery }) => delivery)).toEqual(Array(4).fill('delivered'));
});

it('a receiver that never answers is tried again', async () => {
  receiver.treatments = ['silence'];
  await harness.insertSlot(aFailure());
  await harness.look();
  expect(await onlyAlert()).toMatchObject({
    delivery: 'pending',
    deliveryError: expect.stringContaining('timeout') as string,
  });
  await harness.deliveriesAreDue();
  await harness.look();
  expect(await onlyAlert()).toMatchObject({ delivery: 'delivered' });
});

it('failed deliveries are counted', async () => {
  const failures = async (): Promise<number> => {
    const counts = await Promise.all(
      harness.watchers.map(async (watcher) => (await harness.get(Metrics, watcher).webhookFailures.get()).values),
    );
    return counts.flat().reduce((sum, { value }) => sum + value, 0);
  };
  const before = await failures();
  receiver.treatments = [404];
  await harness.insertSlot(aFailure());
  await harness.look();
  expect((await failures()) - before).toBe(1);
});

it('no secret of the system is in what is sent, stored or signed for others to see', async () => {
  receiver.treatments = [500];
  await harness.insertSlot(aFailure());
  await harness.look();
  await harness.deliveriesAreDue();
  await harness.look();
  const told = JSON.stringify([receiver.received, await harness.alerts()]);
  for (const secret of [SECRET, harness.environment['JWT_SECRET']!, harness.environment['SECRETS_KEY']!]) {
    expect(told).not.toContain(secret);
  }
  expect(told).not.toContain(harness.environment.MONGODB_URI);
});

it('an address with a password in it is used, and the password told to nobody else', async () => {
  const withPassword = await AlertHarness.start('webhook-password', {
    ALERT_WEBHOOK_URL: `http://robot:p%40ss-word@${receiver.host}/alerts`,
    ALERT_WEBHOOK_SECRET: SECRET,
  });
  try {
    await withPassword.clear();
    await withPassword.insertSlot(aFailure());
    await withPassword.look();
    const stored = JSON.stringify(await withPassword.alerts());
    expect(stored).not.toContain('p%40ss-word');
    expect(stored).not.toContain('p@ss-word');
    expect(stored).toContain('"delivery":"delivered"');
    const [delivery] = receiver.received as [ReceivedAlert];
    expect(delivery.headers.authorization).toBe(`Basic ${Buffer.from('robot:p@ss-word').toString('base64')}`);
  } finally {
    await withPassword.stop();
  }
});

it('without an address nothing is delivered, and nothing waits to be', async () => {
  const silent = await AlertHarness.start('webhook-none');
  try {
    await silent.clear();
    await silent.insertSlot(aFailure());
    await silent.look();
    expect(await silent.alerts()).toMatchObject([{ delivery: 'none', deliveryAttempts: 0, nextDeliveryAt: null }]);
    expect(receiver.received).toEqual([]);
  } finally {
    await silent.stop();
  }
});
