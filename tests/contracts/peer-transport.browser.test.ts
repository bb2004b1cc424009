import { peerBench } from "./peer-bench.ts";
import { describeTransport } from "./transport-contract.ts";

describeTransport("peer", () => Promise.resolve(peerBench()));
