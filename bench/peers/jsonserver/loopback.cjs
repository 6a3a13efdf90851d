// json-server listens on all addresses, whatever its option says (1.0.0-beta.15); a benchmark is to be seen by nobody.
const { Server } = require("node:net");

const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, port, "127.0.0.1", ...rest);
};
