import { EventSourceParserStream } from 'eventsource-parser/stream';

/** An event of a stream of the API, whose data are JSON. */
export interface StreamEvent {
  readonly type: string | undefined;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events of an answer's body, each as it comes, until the stream or its request ends. */
export async function* eventsIn(
  body: ReadableStream<BufferSource>,
  onComment?: (comment: string) => void,
): AsyncGenerator<StreamEvent> {
  const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream({ onComment }));
  for await (const { event, id, data } of events) {
    yield { type: event, id, data: JSON.parse(data) as StreamEvent['data'] };
  }
}
