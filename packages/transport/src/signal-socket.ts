export interface SignalSocket {
  send(text: string): void;
  /** The handlers are not called any more. */
  close(): void;
}

export interface SocketHandlers {
  opened(): void;
  received(text: string): void;
  /** It ended, or never came to be. */
  closed(): void;
}

export type OpenSocket = (url: string, handlers: SocketHandlers) => SignalSocket;

export const openWebSocket: OpenSocket = (url, handlers) => {
  const socket = new WebSocket(url);
  const listening = new AbortController();
  const { signal } = listening;
  socket.addEventListener("open", () => handlers.opened(), { signal });
  socket.addEventListener("close", () => handlers.closed(), { signal });
  socket.addEventListener(
    "message",
    ({ data }: MessageEvent<unknown>) => {
      if (typeof data === "string") handlers.received(data);
    },
    { signal },
  );
  return {
    send: (text) => socket.send(text),
    close() {
      listening.abort();
      socket.close();
    },
  };
};
