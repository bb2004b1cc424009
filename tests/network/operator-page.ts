import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";

/** An operator without a screen: asks for what the operator's page asks for, over its own connection. */
export async function openOperator(page: Page, link: string): Promise<void> {
  const { origin, pathname, hash } = new URL(link);
  await page.goto(origin, { waitUntil: "commit" });
  const room = pathname.split("/").at(-1) ?? "";
  const secret = new URLSearchParams(hash.slice(1)).get("k") ?? "";
  const operatorSecret = randomBytes(16).toString("base64url");
  await page.evaluate(enter, { room, secret, operatorSecret });
}

export async function order(page: Page, message: object): Promise<void> {
  await page.evaluate(
    (text) => window.operatorSocket?.send(text),
    JSON.stringify({ type: "ceremony", message }),
  );
}

declare global {
  interface Window {
    operatorSocket?: WebSocket;
  }
}

interface Entrance {
  readonly room: string;
  readonly secret: string;
  readonly operatorSecret: string;
}

/** Runs in the page. */
async function enter({ room, secret, operatorSecret }: Entrance): Promise<void> {
  const encoder = new TextEncoder();
  const hash = async (text: string): Promise<string> => {
    const bytes = await crypto.subtle.digest("SHA-256", encoder.encode(text));
    const base64 = btoa(String.fromCharCode(...new Uint8Array(bytes)));
    return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const proof = await hash(`visavis-room-1:${room}:${secret}`);
  const operatorProof = await hash(`visavis-operator-1:${room}:${operatorSecret}`);
  const answer = await fetch(`/api/v1/rooms/${room}/ticket`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ proof, operatorProof, role: "operator" }),
  });
  const { ticket }: { ticket: string } = await answer.json();
  const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/signal`);
  window.operatorSocket = socket;
  const about = { role: "operator", name: "", place: "", isMuted: true, isCameraOff: true };
  const site = { ...about, readsTrailer: false };
  const page = crypto.randomUUID().replaceAll("-", "").slice(0, 24);
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  socket.send(JSON.stringify({ type: "hello", version: 1, ticket, page, site }));
  await new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
}
