export { ConfigError, readConfig, type ServerConfig } from "./config.ts";
export { greeting, type Links } from "./greeting.ts";
export { ListenError } from "./listen.ts";
export { type RunningServer, startServer, type StartOptions } from "./start-server.ts";
